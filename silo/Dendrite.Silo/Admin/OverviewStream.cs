using Dendrite.Contracts.Errors;
using Dendrite.Silo.Http;
using Dendrite.Silo.Resilience;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Dendrite.Silo.Admin;

/// <summary>
/// <c>events</c>: the overview as a snapshot, then patches, one rendering a second for all readers. A reader that misses a
/// tick gets a snapshot, so that what it has is always what a patch applies to.
/// </summary>
internal sealed class OverviewStream(IServiceReadings services, ResourceReadings resources, TimeProvider clock, ILogger<OverviewStream> logger)
{
    /// <summary>The most readers at once.</summary>
    public const int Limit = 100;

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private readonly SharedTicks<Overview> _ticks = new(
        Period,
        async before =>
        {
            var all = services.ReadAllAsync(CancellationToken.None);
            return Overview.Render(before, await all, await resources.ReadAsync(CancellationToken.None), clock.GetUtcNow());
        },
        clock, logger);

    public async Task RunAsync(HttpContext http, CancellationToken stopping)
    {
        if (!_ticks.TryJoin(Limit))
        {
            await ProblemWriter.WriteAsync(http, 503, DendriteErrorCode.Busy, $"{Limit} readers are connected, as many as there may be.");
            return;
        }
        try
        {
            http.Response.ContentType = "text/event-stream";
            http.Response.Headers.CacheControl = "no-cache, no-transform";
            http.Response.Headers["X-Accel-Buffering"] = "no";
            http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping);
            await SendAsync(http, ending.Token);
        }
        catch (OperationCanceledException)
        {
            // The reader or the server goes away; the reader connects again by itself.
        }
        finally
        {
            _ticks.Leave();
        }
    }

    private async Task SendAsync(HttpContext http, CancellationToken cancellationToken)
    {
        await http.Response.StartAsync(cancellationToken);
        long seen = -1;
        while (true)
        {
            var (overview, number) = await _ticks.NextAsync(seen, cancellationToken);
            var frame = number == seen + 1 && overview.Patch is { } patch ? patch : overview.Snapshot;
            seen = number;
            await http.Response.BodyWriter.WriteAsync(frame, cancellationToken);
        }
    }
}
