using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Dendrite.IntegrationTests.Testing;

/// <summary>Passes connections on to a server and cuts them where it is told, at any byte.</summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ending = new();
    private readonly Func<long> _nextLimit;
    private readonly ConcurrentDictionary<TcpClient, bool> _connections = new();
    private volatile Uri _target;
    private int _cuts;

    /// <param name="target">Where connections go at first.</param>
    /// <param name="nextLimit">For each connection, after how many bytes from the server it is cut.</param>
    public CuttingProxy(Uri target, Func<long>? nextLimit = null)
    {
        _target = target;
        _nextLimit = nextLimit ?? (() => long.MaxValue);
        _listener.Start();
        Url = new Uri($"http://{_listener.LocalEndpoint}/");
        _ = AcceptAsync();
    }

    public Uri Url { get; }

    /// <summary>Where new connections go.</summary>
    public Uri Target
    {
        get => _target;
        set => _target = value;
    }

    /// <summary>How many connections it has cut.</summary>
    public int Cuts => Volatile.Read(ref _cuts);

    /// <summary>Cuts all connections there are now.</summary>
    public void CutAll()
    {
        foreach (var connection in _connections.Keys) connection.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        _listener.Dispose();
        _ending.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = PassAsync(await _listener.AcceptTcpClientAsync(_ending.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task PassAsync(TcpClient client)
    {
        using var near = client;
        _connections[near] = true;
        using var far = new TcpClient();
        try
        {
            await far.ConnectAsync(_target.Host, _target.Port, _ending.Token);
            var up = near.GetStream().CopyToAsync(far.GetStream(), _ending.Token);
            var down = CopyAsync(far.GetStream(), near.GetStream(), _nextLimit());
            await Task.WhenAny(up, down);
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // A side is gone, and the other goes with it.
        }
        finally
        {
            _connections.TryRemove(near, out _);
        }
    }

    private async Task CopyAsync(NetworkStream from, NetworkStream to, long limit)
    {
        var buffer = new byte[4096];
        while (limit > 0)
        {
            var read = await from.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, limit)), _ending.Token);
            if (read == 0) return;
            await to.WriteAsync(buffer.AsMemory(0, read), _ending.Token);
            limit -= read;
        }
        Interlocked.Increment(ref _cuts);
    }
}
