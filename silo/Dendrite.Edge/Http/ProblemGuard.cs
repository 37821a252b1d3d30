using Dendrite.Client.Cluster;
using Dendrite.Protocol;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Dendrite.Edge.Http;

/// <summary>Answers with problem details for whatever is thrown, and for addresses and methods that do not exist.</summary>
internal static partial class ProblemGuard
{
    public static async Task RunAsync(HttpContext http, ILogger logger, Func<Task> serve)
    {
        try
        {
            await serve();
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
        catch (Exception e) when (!http.Response.HasStarted && ClusterFaults.Of(e) is { } fault)
        {
            await ProblemWriter.WriteAsync(http, fault);
        }
        catch (Exception e) when (!http.Response.HasStarted)
        {
            LogFailure(logger, e, http.Request.Method);
            await ProblemWriter.WriteAsync(http, 500, DendriteErrorCode.Internal, $"The server failed; its log has the reason under trace {ConnectionScope.TraceOf(http)}.");
        }
    }

    [LoggerMessage(EventId = EventIds.RequestFailed, Level = LogLevel.Error, Message = "A {Method} request failed.")]
    private static partial void LogFailure(ILogger logger, Exception exception, string method);
}
