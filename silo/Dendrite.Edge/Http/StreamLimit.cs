using System.Threading.RateLimiting;
using Dendrite.Protocol;
using Microsoft.AspNetCore.Http;

namespace Dendrite.Edge.Http;

/// <summary>Lets so many streams be open at once; one more is told to come again.</summary>
/// <param name="limit">How many.</param>
/// <param name="detail">What one too many is told.</param>
internal sealed class StreamLimit(int limit, string detail) : IDisposable
{
    private readonly ConcurrencyLimiter _places = new(new ConcurrencyLimiterOptions { PermitLimit = limit, QueueLimit = 0 });

    public async Task RunAsync(HttpContext http, Func<Task> serve)
    {
        using var place = _places.AttemptAcquire();
        await (place.IsAcquired ? serve() : ProblemWriter.WriteAsync(http, 503, DendriteErrorCode.Busy, detail));
    }

    public void Dispose() => _places.Dispose();
}
