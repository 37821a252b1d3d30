using Dendrite.Client.Cluster;
using Dendrite.Contracts.Backends;
using Dendrite.Edge.Http;
using Dendrite.Edge.Resources;
using Dendrite.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Dendrite.Edge.Protocols.EventStream;

/// <summary>
/// Server-sent events: a resource's own address, asked for as <c>text/event-stream</c>. Switched off, the address answers with the
/// document whatever is accepted.
/// </summary>
internal sealed class EventStreamProtocol(ResourceFeeds feeds, Deliveries deliveries, IBackendCatalog backends, ListenerLimits limits, Random random) : IListenProtocol
{
    private const string MediaType = "text/event-stream";

    /// <summary>The name of its switch.</summary>
    public const string SwitchName = "EventStream";

    public string Name => SwitchName;

    public void Map(WebApplication app)
    {
        var stopping = app.Lifetime.ApplicationStopping;
        app.Use((http, next) => IsOurs(http.Request) ? ListenAsync(http, stopping) : next(http));
    }

    private async Task ListenAsync(HttpContext http, CancellationToken stopping)
    {
        var target = ResourceTarget.Of(http, backends);
        if (target.Options.IsOfThePast) throw new InvalidRequestException(DendriteErrorCode.InvalidRequest, $"The option {ListenOptions.AtName} reads a document of the past, to which nothing happens any more; ask for application/json.");
        if (HttpMethods.IsHead(http.Request.Method))
        {
            await SseConnection.HeadAsync(http);
            return;
        }
        using var place = limits.Enter(http);
        // Spread, so that those who lose their server together do not come back together.
        var retry = TimeSpan.FromMilliseconds(random.Next(500, 2000));
        await SseConnection.RunAsync(http, feeds, deliveries, target, retry, stopping);
    }

    private static bool IsOurs(HttpRequest request) =>
        (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)) &&
        request.Path.StartsWithSegments(ResourceEndpoints.Root, StringComparison.OrdinalIgnoreCase) && Wanted(request).Any();

    private static IEnumerable<MediaTypeHeaderValue> Wanted(HttpRequest request) =>
        request.GetTypedHeaders().Accept.Where(a => a.MediaType.Equals(MediaType, StringComparison.OrdinalIgnoreCase) && a.Quality != 0);
}
