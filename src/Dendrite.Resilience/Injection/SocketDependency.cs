using System.Net;
using System.Net.Sockets;

namespace Dendrite.Resilience.Injection;

/// <summary>
/// A connected TCP socket as a dependency: it tries every address that the host resolves to, each within its time, and
/// goes through them again until one answers or attempts run out. Any thread may use it.
/// </summary>
/// <param name="host">A host name or an address.</param>
/// <param name="port">The port.</param>
/// <param name="profile">Time-outs and attempts; <see cref="ConnectionProfile.Internet"/> where null.</param>
/// <param name="time">The clock of the time-outs; the system's where null.</param>
public sealed class SocketDependency(string host, int port, ConnectionProfile? profile = null, TimeProvider? time = null)
{
    private readonly string _host = string.IsNullOrEmpty(host) ? throw new ArgumentException("A host has a name.", nameof(host)) : host;
    private readonly int _port = port is > 0 and <= 65_535 ? port : throw new ArgumentOutOfRangeException(nameof(port), port, "1 to 65,535.");
    private readonly ConnectionProfile _profile = profile ?? ConnectionProfile.Internet;
    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <summary>Finds the addresses of the host. Default: DNS.</summary>
    public Func<string, CancellationToken, Task<IPAddress[]>> Resolve { get; init; } = Dns.GetHostAddressesAsync;

    /// <summary>Connects to one address. Default: TCP. It owns the socket until it has connected.</summary>
    public Func<IPEndPoint, CancellationToken, ValueTask<Socket>> Connect { get; init; } = ConnectTcpAsync;

    /// <summary>Connects.</summary>
    /// <returns>A connected socket, which the caller owns.</returns>
    /// <exception cref="AggregateException">No address answered; it holds the reason of each attempt, in order.</exception>
    public async ValueTask<Socket> ConnectAsync(CancellationToken cancellationToken = default)
    {
        var failures = new List<Exception>();
        for (var attempt = 0; attempt < _profile.Attempts; attempt++)
        {
            foreach (var address in await ResolveAsync(failures, cancellationToken).ConfigureAwait(false))
            {
                if (await TryAsync(new IPEndPoint(address, _port), failures, cancellationToken).ConfigureAwait(false) is { } socket) return socket;
            }
        }
        throw new AggregateException($"Nothing answered at {_host}:{_port}.", failures);
    }

    /// <summary>The same, as a constructor for <see cref="Injector.Provide(string, Func{DependencyRequest, CancellationToken, ValueTask{object}}, bool)"/>.</summary>
    public async ValueTask<object?> ConstructAsync(DependencyRequest request, CancellationToken cancellationToken) =>
        await ConnectAsync(cancellationToken).ConfigureAwait(false);

    private async Task<IPAddress[]> ResolveAsync(List<Exception> failures, CancellationToken cancellationToken)
    {
        try
        {
            return await Resolve(_host, cancellationToken).ConfigureAwait(false);
        }
        catch (SocketException e)
        {
            failures.Add(e);
            return [];
        }
    }

    private async ValueTask<Socket?> TryAsync(IPEndPoint endPoint, List<Exception> failures, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_profile.AttemptTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await Connect(endPoint, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            failures.Add(new TimeoutException($"{endPoint} did not answer within {_profile.AttemptTimeout}.", e));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            failures.Add(e);
        }
        return null;
    }

    private static async ValueTask<Socket> ConnectTcpAsync(IPEndPoint endPoint, CancellationToken cancellationToken)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(endPoint, cancellationToken).ConfigureAwait(false);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
