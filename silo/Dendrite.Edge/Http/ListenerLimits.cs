using System.Diagnostics.Metrics;
using System.Net;
using System.Threading.RateLimiting;
using Dendrite.Edge.Access;
using Dendrite.Protocol;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Dendrite.Edge.Http;

/// <summary>
/// Lets so many listen at once, in all and from one address. One more is refused and told when to come again, at a time of its own; nobody who
/// listens is sent away for it. Behind a proxy all clients have its address: see <see cref="EdgeOptions.MaxListenersPerClient"/>.
/// </summary>
internal sealed class ListenerLimits : IDisposable
{
    private static readonly Counter<long> Refused =
        DendriteTelemetry.Meter.CreateCounter<long>("dendrite.listener.refused", "{listener}", "Listeners that were refused, because as many listen as may.");

    private readonly ConcurrencyLimiter _all;
    private readonly PartitionedRateLimiter<IPAddress> _clients;
    private readonly Random _random;

    public ListenerLimits(IOptions<EdgeOptions> options, Random random)
    {
        var (all, client) = (options.Value.MaxListeners, options.Value.MaxListenersPerClient);
        _all = new ConcurrencyLimiter(Limit(all));
        _clients = PartitionedRateLimiter.Create<IPAddress, string>(address => RateLimitPartition.GetConcurrencyLimiter(ClientAddress.PartitionOf(address), _ => Limit(client)));
        _random = random;
    }

    /// <summary>A place, to be given back.</summary>
    /// <exception cref="BusyException">There is none.</exception>
    public IDisposable Enter(HttpContext http)
    {
        var all = _all.AttemptAcquire();
        var client = _clients.AttemptAcquire(http.Connection.RemoteIpAddress ?? IPAddress.None);
        var place = new Place(all, client);
        if (all.IsAcquired && client.IsAcquired) return place;
        place.Dispose();
        Refused.Add(1);
        // Spread, so that those who were refused together do not come back together.
        throw new BusyException(
            all.IsAcquired ? "As many listen from this address as may; see Limits:MaxListenersPerClient." : "As many listen to this server as may; see Limits:MaxListeners.",
            TimeSpan.FromSeconds(_random.Next(2, 11)));
    }

    public void Dispose()
    {
        _all.Dispose();
        _clients.Dispose();
    }

    private static ConcurrencyLimiterOptions Limit(int places) => new() { PermitLimit = places, QueueLimit = 0 };

    private sealed class Place(RateLimitLease all, RateLimitLease client) : IDisposable
    {
        public void Dispose()
        {
            all.Dispose();
            client.Dispose();
        }
    }
}
