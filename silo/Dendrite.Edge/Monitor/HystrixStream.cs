using Dendrite.Contracts.Guards;
using Dendrite.Edge.Http;
using Dendrite.Protocol;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Dendrite.Edge.Monitor;

/// <summary>Serves hystrix.stream: one tick each 500 ms, rendered once for all who read.</summary>
internal sealed class HystrixStream(IGuards guards, TimeProvider clock, ILogger<HystrixStream> logger, IOptions<EdgeOptions> options)
{
    /// <summary>Hystrix's own delay between ticks.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMilliseconds(500);

    private readonly int _limit = options.Value.MaxStreams;

    private readonly SharedTicks<byte[]> _ticks = new(
        Period, async _ => HystrixFrames.Render(await guards.ReadAllAsync(CancellationToken.None), clock.GetUtcNow()), clock, logger);

    public async Task RunAsync(HttpContext http, CancellationToken stopping)
    {
        if (!_ticks.TryJoin(_limit))
        {
            await ProblemWriter.WriteAsync(http, 503, DendriteErrorCode.Busy, $"{_limit} streams are open, as many as Monitor:MaxStreams allows.");
            return;
        }
        http.Response.Headers.ContentType = "text/event-stream;charset=UTF-8";
        http.Response.Headers.CacheControl = "no-cache, no-store, max-age=0, must-revalidate";
        http.Response.Headers.Pragma = "no-cache";
        await _ticks.ServeAsync(http, (tick, _) => tick, stopping);
    }
}
