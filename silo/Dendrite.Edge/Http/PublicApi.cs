using Dendrite.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Dendrite.Edge.Http;

/// <summary>
/// What every public answer has in common: CORS headers (errors included), answers to preflights, problem details for
/// whatever is thrown. Public endpoints are mounted below it and nowhere else.
/// </summary>
internal static class PublicApi
{
    /// <summary>The prefix of everything that apps use.</summary>
    public const string Prefix = "/_dendrite/client/v1";

    public static void UsePublicApi(this WebApplication app)
    {
        var logger = app.Logger;
        app.Use(async (http, next) =>
        {
            // Kestrel has resolved dot segments in the path; a target that climbs out by them is still one of ours to refuse.
            var isBelow = http.Request.Path.StartsWithSegments(Prefix, StringComparison.Ordinal);
            if (!isBelow && !(http.Features.Get<IHttpRequestFeature>()?.RawTarget.StartsWith(Prefix + "/", StringComparison.Ordinal) ?? false))
            {
                await next(http);
                return;
            }
            AddCors(http.Response.Headers);
            if (HttpMethods.IsOptions(http.Request.Method))
            {
                http.Response.StatusCode = StatusCodes.Status204NoContent;
                return;
            }
            await ProblemGuard.RunAsync(http, logger, () => isBelow
                ? next(http)
                : throw new InvalidRequestException(DendriteErrorCode.MalformedPath, $"The path leaves {Prefix} by '..' segments."));
        });
    }

    private static void AddCors(IHeaderDictionary headers)
    {
        headers.AccessControlAllowOrigin = "*";
        headers.AccessControlAllowMethods = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";
        headers.AccessControlAllowHeaders = "Origin, X-Requested-With, Content-Type, Accept, Authorization, Last-Event-ID, If-None-Match";
        headers.AccessControlExposeHeaders = "ETag, Retry-After, Dendrite-Position, Dendrite-Stale";
    }
}
