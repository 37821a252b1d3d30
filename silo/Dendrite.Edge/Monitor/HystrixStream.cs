using Dendrite.Contracts.Guards;
using Dendrite.Edge.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Dendrite.Edge.Monitor;

/// <summary>Serves hystrix.stream: one tick each 500 ms, rendered once for all who read.</summary>
internal sealed class HystrixStream(IGuards guards, TimeProvider clock, ILogger<HystrixStream> logger, IOptions<EdgeOptions> options) : IDisposable
{
    /// <summary>Hystrix's own delay between ticks.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMilliseconds(500);

    private readonly StreamLimit _limit = new(options.Value.MaxStreams, $"{options.Value.MaxStreams} streams are open, as many as Monitor:MaxStreams allows.");

    private readonly SharedTicks<byte[]> _ticks = new(
        Period, async _ => HystrixFrames.Render(await guards.ReadAllAsync(CancellationToken.None), clock.GetUtcNow()), clock, logger);

    public Task RunAsync(HttpContext http, CancellationToken stopping) => _limit.RunAsync(http, () =>
    {
        http.Response.Headers.ContentType = "text/event-stream;charset=UTF-8";
        http.Response.Headers.CacheControl = "no-cache, no-store, max-age=0, must-revalidate";
        http.Response.Headers.Pragma = "no-cache";
        return _ticks.ServeAsync(http, (tick, _) => tick, stopping);
    });

    public void Dispose() => _limit.Dispose();
}
