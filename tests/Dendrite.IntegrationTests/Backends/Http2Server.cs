using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Dendrite.IntegrationTests.Backends;

/// <summary>An HTTP/2 server without TLS, down to the frames (RFC 9113): each connection answers a number of requests and then refuses the next.</summary>
/// <param name="answers">How many requests of a connection are answered.</param>
/// <param name="refuses">Whether the next is refused by itself (RST_STREAM, REFUSED_STREAM); else the connection goes away (GOAWAY) without it.</param>
internal sealed class Http2Server(int answers, bool refuses) : IAsyncDisposable
{
    private const byte Data = 0, Headers = 1, ResetStream = 3, Settings = 4, Ping = 6, GoAway = 7;
    private const byte EndStream = 1, Acknowledgement = 1, EndHeaders = 4;

    // :status 200, content-type: application/json (RFC 7541, static table).
    private static readonly byte[] AnswerHead = [0x88, 0x0f, 0x10, 16, .. "application/json"u8];

    private readonly TcpListener _listener = Listen();
    private readonly CancellationTokenSource _ending = new();
    private int _requests;
    private int _connections;

    public Uri BaseAddress => new($"http://{_listener.LocalEndpoint}/");

    /// <summary>How many requests were answered.</summary>
    public int Requests => Volatile.Read(ref _requests);

    public int Connections => Volatile.Read(ref _connections);

    public void Start() => _ = AcceptAsync();

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        _listener.Dispose();
        _ending.Dispose();
    }

    private static TcpListener Listen()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return listener;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await _listener.AcceptTcpClientAsync(_ending.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient connection)
    {
        Interlocked.Increment(ref _connections);
        using var _ = connection;
        try
        {
            var stream = connection.GetStream();
            var (head, preface, answered, last) = (new byte[9], new byte[24], 0, 0);
            await stream.ReadExactlyAsync(preface, _ending.Token);
            await SendAsync(stream, Settings, 0, 0, []);
            while (true)
            {
                await stream.ReadExactlyAsync(head, _ending.Token);
                var payload = new byte[head[0] << 16 | head[1] << 8 | head[2]];
                await stream.ReadExactlyAsync(payload, _ending.Token);
                var (type, flags, id) = (head[3], head[4], BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(5)));
                if (type == Settings && flags == 0) await SendAsync(stream, Settings, Acknowledgement, 0, []);
                else if (type == Ping && flags == 0) await SendAsync(stream, Ping, Acknowledgement, 0, payload);
                else if (type == Headers && answered < answers)
                {
                    (answered, last) = (answered + 1, id);
                    Interlocked.Increment(ref _requests);
                    await SendAsync(stream, Headers, EndHeaders, id, AnswerHead);
                    await SendAsync(stream, Data, EndStream, id, "1"u8.ToArray());
                }
                else if (type == Headers && refuses)
                {
                    answered = 0;
                    await SendAsync(stream, ResetStream, 0, id, [0, 0, 0, 7]);
                }
                else if (type == Headers)
                {
                    var away = new byte[8];
                    BinaryPrimitives.WriteInt32BigEndian(away, last);
                    await SendAsync(stream, GoAway, 0, 0, away);
                    return;
                }
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The other side has gone, or the test is over.
        }
    }

    private async Task SendAsync(NetworkStream stream, byte type, byte flags, int id, byte[] payload)
    {
        byte[] frame = [(byte)(payload.Length >> 16), (byte)(payload.Length >> 8), (byte)payload.Length, type, flags, 0, 0, 0, 0, .. payload];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), id);
        await stream.WriteAsync(frame, _ending.Token);
    }
}
