using System.Text;
using Dendrite.Client.Cluster;
using Dendrite.Contracts.Backends;
using Dendrite.Edge.Http;
using Dendrite.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;

namespace Dendrite.Edge.Resources;

/// <summary><c>GET resources/{backend}/{path}?{query}</c>: the document once; who listens to it comes by a protocol.</summary>
internal static class ResourceEndpoints
{
    /// <summary>What the addresses of all resources begin with.</summary>
    public const string Root = PublicApi.Prefix + "/resources";

    /// <summary>What stands before the address of one.</summary>
    public const string Prefix = Root + "/";

    public static void MapResources(this WebApplication app)
    {
        var feeds = app.Services.GetRequiredService<ResourceFeeds>();
        var backends = app.Services.GetRequiredService<IBackendCatalog>();
        app.MapMethods(Prefix + "{**target}", [HttpMethods.Get, HttpMethods.Head], http =>
        {
            var target = ResourceTarget.Of(http, backends);
            return FetchAsync(http, feeds, target);
        });
    }

    private static async Task FetchAsync(HttpContext http, ResourceFeeds feeds, ResourceTarget target)
    {
        var snapshot = target.Options.IsOfThePast ? await feeds.ReadAtAsync(target.Key, target.Options.AtPosition, target.Options.AtTime, http.RequestAborted)
            : target.Options.MaxAge is { } maxAge ? await feeds.FetchAsync(target.Key, maxAge, http.RequestAborted) : await feeds.FetchAsync(target.Key, http.RequestAborted);
        var response = http.Response;
        var tag = new EntityTagHeaderValue($"\"{snapshot.Hash}\"");
        response.Headers.ETag = tag.ToString();
        response.Headers["Dendrite-Position"] = snapshot.Position.ToString();
        response.Headers.CacheControl = "no-cache";
        if (snapshot.Staleness is { } staleness) response.Headers["Dendrite-Stale"] = Encoding.ASCII.GetString(StalenessJson.Write(staleness));
        if (http.Request.GetTypedHeaders().IfNoneMatch.Any(known => known.Compare(tag, useStrongComparison: false) || known.Equals(EntityTagHeaderValue.Any)))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }
        response.ContentType = "application/json";
        response.ContentLength = snapshot.Document.Length;
        if (!HttpMethods.IsHead(http.Request.Method)) await response.BodyWriter.WriteAsync(snapshot.Document.Memory, http.RequestAborted);
    }
}
