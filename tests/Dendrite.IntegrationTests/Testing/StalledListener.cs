using System.Net.Sockets;
using System.Text;

namespace Dendrite.IntegrationTests.Testing;

/// <summary>A listener that reads only when it is told to; its socket takes little.</summary>
internal sealed class StalledListener : IAsyncDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4096 };
    private readonly NetworkStream _stream;
    private readonly StreamReader _reader;

    private StalledListener(Uri address)
    {
        _socket.Connect(address.Host, address.Port);
        _stream = new NetworkStream(_socket, ownsSocket: true);
        _reader = new StreamReader(_stream, Encoding.UTF8, leaveOpen: true);
    }

    public static async Task<StalledListener> ConnectAsync(Uri address)
    {
        var listener = new StalledListener(address);
        await listener._stream.WriteAsync(Encoding.ASCII.GetBytes($"GET {address.PathAndQuery} HTTP/1.0\r\nHost: {address.Authority}\r\nAccept: text/event-stream\r\n\r\n"));
        return listener;
    }

    /// <summary>Reads on until a line that begins with a text, and gives that line.</summary>
    public async Task<string> ReadUntilAsync(string phase, Func<string, bool> isExpected)
    {
        var last = "nothing";
        return await Wait.ForAsync(phase, "a listener that reads again", "the expected line", ReadAsync(), () => last.Length > 200 ? last[..200] : last);

        async Task<string> ReadAsync()
        {
            while (await _reader.ReadLineAsync() is { } line)
            {
                if (line.Length > 0) last = line;
                if (isExpected(line)) return line;
            }
            throw new InvalidOperationException($"{phase}: the stream has ended after '{last}'.");
        }
    }

    public ValueTask DisposeAsync()
    {
        _reader.Dispose();
        return _stream.DisposeAsync();
    }
}
