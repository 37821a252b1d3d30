using Dendrite.Contracts.Errors;
using Dendrite.Silo.Http;
using Dendrite.Silo.Resilience;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Dendrite.Silo.Monitor;

/// <summary>Serves hystrix.stream: one tick each 500 ms, rendered once for all who read.</summary>
internal sealed class HystrixStream(IServiceReadings services, TimeProvider clock, ILogger<HystrixStream> logger, int limit)
{
    /// <summary>Hystrix's own delay between ticks.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMilliseconds(500);

    private readonly SharedTicks<byte[]> _ticks = new(
        Period, async _ => HystrixFrames.Render(await services.ReadAllAsync(CancellationToken.None), clock.GetUtcNow()), clock, logger);

    public async Task RunAsync(HttpContext http, CancellationToken stopping)
    {
        if (!_ticks.TryJoin(limit))
        {
            await ProblemWriter.WriteAsync(http, 503, DendriteErrorCode.Busy, $"{limit} streams are open, as many as Monitor:MaxStreams allows.");
            return;
        }
        http.Response.Headers.ContentType = "text/event-stream;charset=UTF-8";
        http.Response.Headers.CacheControl = "no-cache, no-store, max-age=0, must-revalidate";
        http.Response.Headers.Pragma = "no-cache";
        await _ticks.ServeAsync(http, (tick, _) => tick, stopping);
    }
}
