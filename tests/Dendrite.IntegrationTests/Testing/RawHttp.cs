using System.Net.Sockets;
using System.Text;

namespace Dendrite.IntegrationTests.Testing;

/// <summary>An HTTP answer.</summary>
internal sealed record RawAnswer(int Status, IReadOnlyDictionary<string, string> Headers, string Body);

/// <summary>Sends a request exactly as it is written: the framework's client would tidy the target.</summary>
internal static class RawHttp
{
    public static async Task<RawAnswer> SendAsync(Uri server, string method, string target, params string[] headers)
    {
        using var connection = new TcpClient();
        await connection.ConnectAsync(server.Host, server.Port);
        var stream = connection.GetStream();
        var head = $"{method} {target} HTTP/1.1\r\nHost: {server.Authority}\r\nConnection: close\r\n{string.Concat(headers.Select(h => h + "\r\n"))}\r\n";
        await stream.WriteAsync(Encoding.Latin1.GetBytes(head));
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var answer = await Wait.ForAsync("raw request", $"{method} {target}", "an answer", reader.ReadToEndAsync());
        var end = answer.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var lines = answer[..end].Split("\r\n");
        var fields = lines.Skip(1).Select(l => l.Split(": ", 2)).ToDictionary(p => p[0], p => p[1], StringComparer.OrdinalIgnoreCase);
        var body = answer[(end + 4)..];
        if (fields.GetValueOrDefault("Transfer-Encoding") == "chunked") body = string.Concat(body.Split("\r\n").Where((_, i) => i % 2 == 1));
        return new RawAnswer(int.Parse(lines[0].Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture), fields, body);
    }
}
