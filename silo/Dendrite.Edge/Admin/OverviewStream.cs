using Dendrite.Contracts.Guards;
using Dendrite.Edge.Http;
using Dendrite.Edge.Protocols.EventStream;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Dendrite.Edge.Admin;

/// <summary>
/// <c>events</c>: the overview as a snapshot, then patches, one rendering a second for all readers. A reader that misses a
/// tick gets a snapshot, so that what it has is always what a patch applies to.
/// </summary>
internal sealed class OverviewStream(IGuards guards, ResourceReadings resources, ServerReadings server, TimeProvider clock, ILogger<OverviewStream> logger) : IDisposable
{
    /// <summary>The most readers at once.</summary>
    public const int Limit = 100;

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private readonly SharedTicks<Overview> _ticks = new(
        Period,
        async before =>
        {
            var all = guards.ReadAllAsync(CancellationToken.None);
            var read = resources.ReadAsync(CancellationToken.None);
            return Overview.Render(before, await all, await read, await server.ReadAsync(CancellationToken.None), clock.GetUtcNow());
        },
        clock, logger);

    private readonly StreamLimit _limit = new(Limit, $"{Limit} readers are connected, as many as there may be.");

    public Task RunAsync(HttpContext http, CancellationToken stopping) => _limit.RunAsync(http, () =>
    {
        EventStreamResponse.SetHeaders(http.Response);
        return _ticks.ServeAsync(http, (overview, follows) => follows && overview.Patch is { } patch ? patch : overview.Snapshot, stopping);
    });

    public void Dispose() => _limit.Dispose();
}
