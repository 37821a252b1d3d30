using System.Net;
using System.Threading.RateLimiting;

namespace Dendrite.Edge.Access;

/// <summary>Counts wrong tokens by the address that they come from, so that guessing is slow. A right one counts nothing.</summary>
internal sealed class TokenAttempts : IDisposable
{
    /// <summary>How many wrong tokens an address may send in a <see cref="Window"/>; after that none of its is looked at.</summary>
    public const int Limit = 10;

    /// <summary>How long wrong tokens are remembered.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly PartitionedRateLimiter<IPAddress> _limiter = PartitionedRateLimiter.Create<IPAddress, string>(address =>
        RateLimitPartition.GetFixedWindowLimiter(ClientAddress.PartitionOf(address), _ => new FixedWindowRateLimiterOptions { PermitLimit = Limit, Window = Window, QueueLimit = 0 }));

    /// <summary>How long to wait before a token of that address is looked at; null where it may be now.</summary>
    public TimeSpan? Wait(IPAddress? address) => Take(address, 0);

    /// <summary>Notes a wrong token; how long to wait where it was one too many, null else.</summary>
    public TimeSpan? Fail(IPAddress? address) => Take(address, 1);

    public void Dispose() => _limiter.Dispose();

    private TimeSpan? Take(IPAddress? address, int permits)
    {
        using var lease = _limiter.AttemptAcquire(address ?? IPAddress.None, permits);
        return lease.IsAcquired ? null : lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : Window;
    }
}
