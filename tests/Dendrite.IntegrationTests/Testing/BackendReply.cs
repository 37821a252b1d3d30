using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Dendrite.IntegrationTests.Testing;

/// <summary>Writes one answer, as badly as the test wants it.</summary>
internal sealed class BackendReply(NetworkStream stream, Action<int> sent)
{
    /// <summary>Whether the connection ends after this answer.</summary>
    public bool Closes { get; private set; }

    /// <summary>A whole answer with its length declared.</summary>
    public Task SendAsync(int status, string body, params string[] headers) => SendAsync(status, Encoding.UTF8.GetBytes(body), headers);

    /// <summary>A whole answer with its length declared.</summary>
    public async Task SendAsync(int status, byte[] body, params string[] headers)
    {
        var length = status == 304 ? "" : string.Create(CultureInfo.InvariantCulture, $"Content-Length: {body.Length}\r\n");
        await HeadAsync(status, [.. headers, .. length.Length == 0 ? [] : new[] { length.TrimEnd() }]);
        await WriteAsync(body);
    }

    /// <summary>JSON with status 200.</summary>
    public Task JsonAsync(string body, params string[] headers) => SendAsync(200, body, ["Content-Type: application/json", .. headers]);

    /// <summary>The status line and the headers only.</summary>
    public Task HeadAsync(int status, params string[] headers)
    {
        var head = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {status} Scripted\r\n"));
        foreach (var header in headers) head.Append(header).Append("\r\n");
        return WriteAsync(Encoding.UTF8.GetBytes(head.Append("\r\n").ToString()));
    }

    /// <summary>Some bytes as they are.</summary>
    public async Task WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        await stream.WriteAsync(bytes);
        sent(bytes.Length);
    }

    /// <summary>Ends the connection after this.</summary>
    public void Close() => Closes = true;

    /// <summary>Waits until the other side has closed the connection.</summary>
    public async Task HangAsync(CancellationToken cancellationToken)
    {
        Closes = true;
        var buffer = new byte[1];
        while (await stream.ReadAsync(buffer, cancellationToken) > 0)
        {
        }
    }
}
