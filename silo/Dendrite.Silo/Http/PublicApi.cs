using Dendrite.Contracts.Errors;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Dendrite.Silo.Http;

/// <summary>
/// What every public answer has in common: CORS headers (errors included), answers to preflights, problem details for
/// whatever is thrown. Public endpoints are mounted below it and nowhere else.
/// </summary>
internal static partial class PublicApi
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
            try
            {
                if (!isBelow) throw new InvalidRequestException(DendriteErrorCode.MalformedPath, $"The path leaves {Prefix} by '..' segments.");
                await next(http);
                if (http.Response is { HasStarted: false, StatusCode: StatusCodes.Status404NotFound, ContentType: null })
                    await ProblemWriter.WriteAsync(http, 404, DendriteErrorCode.NotFound, $"There is nothing at {http.Request.Path}.");
                else if (http.Response is { HasStarted: false, StatusCode: StatusCodes.Status405MethodNotAllowed, ContentType: null })
                    await ProblemWriter.WriteAsync(http, 405, DendriteErrorCode.MethodNotAllowed, $"{http.Request.Method} is not possible on {http.Request.Path}.");
            }
            catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
            {
                // The client went away; there is nobody to answer.
            }
            catch (DendriteException e) when (!http.Response.HasStarted)
            {
                await ProblemWriter.WriteAsync(http, e);
            }
            catch (Exception e) when (!http.Response.HasStarted)
            {
                LogFailure(logger, e, http.Request.Method);
                await ProblemWriter.WriteAsync(http, 500, DendriteErrorCode.Internal, $"The server failed; its log has the trace under request {http.TraceIdentifier}.");
            }
        });
    }

    private static void AddCors(IHeaderDictionary headers)
    {
        headers.AccessControlAllowOrigin = "*";
        headers.AccessControlAllowMethods = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";
        headers.AccessControlAllowHeaders = "Origin, X-Requested-With, Content-Type, Accept, Authorization, Last-Event-ID, If-None-Match";
        headers.AccessControlExposeHeaders = "ETag, Retry-After, Dendrite-Position, Dendrite-Stale";
    }

    [LoggerMessage(EventId = 2001, Level = LogLevel.Error, Message = "A {Method} request failed.")]
    private static partial void LogFailure(ILogger logger, Exception exception, string method);
}
