using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Dendrite.IntegrationTests.Testing;

/// <summary>
/// A backend on a free port of loopback that does what the test says, down to the bytes. Without a script it serves
/// <see cref="Document"/> with an ETag, and 304 where the client has it.
/// </summary>
internal sealed class ScriptedBackend : IAsyncDisposable
{
    private readonly CancellationTokenSource _ending = new();
    private readonly ConcurrentQueue<BackendRequest> _requests = new();
    private readonly ConcurrentDictionary<TcpClient, bool> _connections = new();
    private readonly Lock _lock = new();
    private TcpListener? _listener;
    private volatile Func<BackendRequest, BackendReply, Task> _script;
    private volatile string _document = "{}";
    private long _bytesSent;

    public ScriptedBackend()
    {
        _script = ServeDocumentAsync;
        _listener = new TcpListener(IPAddress.Loopback, 0);
        _listener.Start();
        BaseAddress = new Uri($"http://{_listener.LocalEndpoint}/api/");
        _ = AcceptAsync(_listener);
    }

    public Uri BaseAddress { get; }

    /// <summary>Cancelled when the test is over.</summary>
    public CancellationToken Ending => _ending.Token;

    /// <summary>What it answers while it has no script.</summary>
    public string Document
    {
        get => _document;
        set => _document = value;
    }

    public IReadOnlyList<BackendRequest> Requests => [.. _requests];

    public int Count => _requests.Count;

    /// <summary>How many bytes it could get rid of.</summary>
    public long BytesSent => Interlocked.Read(ref _bytesSent);

    /// <summary>From now on answers are given by this.</summary>
    public void Answer(Func<BackendRequest, BackendReply, Task> script) => _script = script;

    /// <summary>From now on it behaves.</summary>
    public void Behave() => _script = ServeDocumentAsync;

    /// <summary>Refuses connections until <see cref="AcceptAgain"/>.</summary>
    public void Refuse()
    {
        lock (_lock)
        {
            _listener?.Dispose();
            _listener = null;
        }
        foreach (var connection in _connections.Keys) connection.Dispose();
    }

    public void AcceptAgain()
    {
        lock (_lock)
        {
            _listener = new TcpListener(IPAddress.Loopback, BaseAddress.Port);
            _listener.Start();
            _ = AcceptAsync(_listener);
        }
    }

    /// <summary>Waits until it has had so many requests in all.</summary>
    public Task WaitForRequestsAsync(int count, string phase) =>
        Wait.UntilAsync(phase, "requests at the backend", $"at least {count}", () => Count, n => n >= count);

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        Refuse();
        _ending.Dispose();
    }

    public static string TagOf(string document) => $"\"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(document))[..8])}\"";

    private async Task ServeDocumentAsync(BackendRequest request, BackendReply reply)
    {
        var document = _document;
        var tag = TagOf(document);
        if (request.Header("If-None-Match") == tag) await reply.SendAsync(304, "", $"ETag: {tag}");
        else await reply.JsonAsync(document, $"ETag: {tag}");
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                var connection = await listener.AcceptTcpClientAsync(_ending.Token);
                _connections[connection] = true;
                _ = ServeAsync(connection);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over, or it refuses.
        }
    }

    private async Task ServeAsync(TcpClient connection)
    {
        try
        {
            var stream = connection.GetStream();
            using var reader = new StreamReader(stream, Encoding.Latin1, leaveOpen: true);
            while (await ReadRequestAsync(reader) is { } request)
            {
                _requests.Enqueue(request);
                var reply = new BackendReply(stream, bytes => Interlocked.Add(ref _bytesSent, bytes));
                await _script(request, reply);
                if (reply.Closes) break;
            }
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The other side gave up, or the test is over.
        }
        finally
        {
            _connections.TryRemove(connection, out _);
            connection.Dispose();
        }
    }

    private async Task<BackendRequest?> ReadRequestAsync(StreamReader reader)
    {
        if (await reader.ReadLineAsync(_ending.Token) is not { Length: > 0 } first) return null;
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (await reader.ReadLineAsync(_ending.Token) is { Length: > 0 } line)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            headers[line[..colon]] = line[(colon + 1)..].Trim();
        }
        var parts = first.Split(' ');
        var body = new char[headers.TryGetValue("Content-Length", out var length) ? int.Parse(length, CultureInfo.InvariantCulture) : 0];
        // Even a read of nothing would wait for the next request.
        if (body.Length > 0) await reader.ReadBlockAsync(body, _ending.Token);
        return new BackendRequest(parts[0], parts[1], headers, TimeProvider.System.GetTimestamp()) { Body = new string(body) };
    }
}
