using Dendrite.Edge.Http;
using Dendrite.Edge.Monitor;
using Dendrite.Edge.OperatorConsole;
using Dendrite.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Dendrite.Edge.Access;

/// <summary>What all answers to operators and monitors have in common: problem details, nothing sniffed, no CORS.</summary>
internal static class OperatorArea
{
    public const string AdminPrefix = "/_dendrite/admin";

    public static void UseOperatorArea(this WebApplication app)
    {
        var logger = app.Logger;
        app.Use((http, next) =>
        {
            if (!Contains(http.Request.Path)) return next(http);
            http.Response.Headers.XContentTypeOptions = "nosniff";
            return ProblemGuard.RunAsync(http, logger, () => next(http));
        });
    }

    /// <summary>Refuses commands that a page of another site may have sent.</summary>
    public static ValueTask<object?> RefuseForeignAsync(EndpointFilterInvocationContext call, EndpointFilterDelegate next) =>
        HttpMethods.IsGet(call.HttpContext.Request.Method) || HttpMethods.IsHead(call.HttpContext.Request.Method) || FaultOf(call.HttpContext.Request) is not { } fault
            ? next(call)
            : new(new Problem(fault.Status, DendriteErrorCode.OperatorsOnly, fault.Detail));

    private static bool Contains(PathString path) =>
        path.StartsWithSegments(AdminPrefix, StringComparison.Ordinal)
        || (path.StartsWithSegments(MonitorEndpoints.Prefix, StringComparison.Ordinal) && path != MonitorEndpoints.UpPath) || MonitorEndpoints.ShortPaths.Contains(path.Value)
        || path == "/" || path.StartsWithSegments(ConsoleFiles.Prefix, StringComparison.Ordinal);

    // A form of another site can send neither JSON nor a foreign Origin unseen; a script could, but must ask first and is not answered.
    private static (int Status, string Detail)? FaultOf(HttpRequest request)
    {
        if (!request.HasJsonContentType()) return (415, "Commands are JSON: send Content-Type: application/json.");
        if (request.Headers["Sec-Fetch-Site"] is [{ } site] && site is not ("same-origin" or "none")) return (403, "Commands from pages of other sites are refused.");
        if (request.Headers.Origin is [{ } origin] && !(Uri.TryCreate(origin, UriKind.Absolute, out var from) && from.Authority == request.Host.Value))
            return (403, "Commands from pages of other sites are refused.");
        return null;
    }
}
