using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Dendrite.Benchmarks.Edge;

/// <summary>Many connections that listen to server-sent events and count what comes.</summary>
internal sealed class Listeners : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>Connections that wait for their first event: Pushpin loses requests where a thousand come at once.</summary>
    private const int AtOnce = 50;

    private readonly Socket[] _sockets;
    private readonly Lock _lock = new();
    private readonly List<double> _latencies = [];
    private long _started;
    private int _awaited;
    private TaskCompletionSource _all = new();

    private Listeners(int count) => _sockets = new Socket[count];

    /// <summary>Connects; each has got its first event when this returns.</summary>
    public static async Task<Listeners> ConnectAsync(Uri url, string path, int count)
    {
        var listeners = new Listeners(count);
        var request = Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: {url.Authority}\r\nAccept: text/event-stream\r\n\r\n");
        for (var at = 0; at < count; at += AtOnce)
        {
            var end = Math.Min(count, at + AtOnce);
            listeners.Await(end - at);
            for (var i = at; i < end; i++)
            {
                var socket = listeners._sockets[i] = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, url.Port));
                await socket.SendAsync(request);
                _ = listeners.ReadAsync(socket);
            }
            await listeners._all.Task.WaitAsync(Limit);
        }
        listeners.Forget();
        return listeners;
    }

    /// <summary>Makes a change and waits until every listener has heard of it.</summary>
    public async Task HearAsync(Func<Task> change)
    {
        Await(_sockets.Length);
        var changing = change();
        // A change may be heard of before the task that made it returns.
        await changing;
        lock (_lock)
            if (_started == 0) _started = Stopwatch.GetTimestamp();
        await _all.Task.WaitAsync(Limit);
    }

    public void Forget()
    {
        lock (_lock) _latencies.Clear();
    }

    /// <summary>The milliseconds from a change to each listener, in order.</summary>
    public double[] Latencies()
    {
        lock (_lock) return [.. _latencies.Order()];
    }

    public ValueTask DisposeAsync()
    {
        foreach (var socket in _sockets) socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private void Await(int events)
    {
        lock (_lock)
        {
            _awaited = events;
            _all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _started = 0;
        }
    }

    private async Task ReadAsync(Socket socket)
    {
        var buffer = new byte[1024];
        try
        {
            while (await socket.ReceiveAsync(buffer) is > 0 and var length) Take(buffer.AsSpan(0, length).Count("event: "u8));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The benchmark is over, or its server is; whoever waits for an event says so.
        }
    }

    private void Take(int events)
    {
        if (events == 0) return;
        lock (_lock)
        {
            if (_started == 0) _started = Stopwatch.GetTimestamp();
            for (; events > 0; events--)
            {
                _latencies.Add(Stopwatch.GetElapsedTime(_started).TotalMilliseconds);
                if (--_awaited == 0) _all.TrySetResult();
            }
        }
    }
}
