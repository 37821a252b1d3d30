using Dendrite.Edge.Http;
using Dendrite.Edge.Monitor;
using Dendrite.Edge.OperatorConsole;
using Dendrite.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Dendrite.Edge.Access;

/// <summary>
/// Stands before everything that is for operators and monitors: who may not is refused, commands from pages of other sites
/// are refused, and no answer can be read by them, for there is no CORS here.
/// </summary>
internal static class OperatorArea
{
    public const string AdminPrefix = "/_dendrite/admin";

    public static void UseOperatorArea(this WebApplication app)
    {
        var logger = app.Logger;
        app.Use((http, next) =>
        {
            var place = PlaceOf(http.Request.Path);
            return place == Place.Elsewhere ? next(http) : ProblemGuard.RunAsync(http, logger, () => GuardAsync(http, place, next));
        });
    }

    private static Place PlaceOf(PathString path)
    {
        if (path == MonitorEndpoints.UpPath) return Place.Elsewhere;
        if (path.StartsWithSegments(AdminPrefix, StringComparison.Ordinal)) return Place.Admin;
        if (path.StartsWithSegments(MonitorEndpoints.Prefix, StringComparison.Ordinal) || MonitorEndpoints.ShortPaths.Contains(path.Value)) return Place.Monitor;
        return path == "/" || path.StartsWithSegments(ConsoleFiles.Prefix, StringComparison.Ordinal) ? Place.Console : Place.Elsewhere;
    }

    private static Task GuardAsync(HttpContext http, Place place, RequestDelegate next)
    {
        var access = http.RequestServices.GetRequiredService<OperatorAccess>();
        // The console's files hold no data: with a token they may be had by anybody, and the page asks for it.
        var may = place switch { Place.Monitor => access.PermitsMonitor(http), Place.Console => access.HasToken || access.Permits(http), _ => access.Permits(http) };
        if (!may) return RefuseAsync(http, access);
        http.Response.Headers.XContentTypeOptions = "nosniff";
        return HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method) || FaultOf(http.Request) is not { } fault
            ? next(http)
            : ProblemWriter.WriteAsync(http, fault.Status, DendriteErrorCode.OperatorsOnly, fault.Detail);
    }

    private static Task RefuseAsync(HttpContext http, OperatorAccess access)
    {
        if (!access.HasToken)
            return ProblemWriter.WriteAsync(http, 403, DendriteErrorCode.OperatorsOnly, "This is for operators: it is served on a single loopback listener or on Internal:Urls, or with the token that Admin:Token sets.");
        http.Response.Headers.WWWAuthenticate = "Bearer realm=\"dendrite\"";
        return ProblemWriter.WriteAsync(http, 401, DendriteErrorCode.OperatorsOnly, "This is for operators: send the admin token as Authorization: Bearer.");
    }

    // A form of another site can send neither JSON nor a foreign Origin unseen; a script could, but must ask first and is not answered.
    private static (int Status, string Detail)? FaultOf(HttpRequest request)
    {
        if (!request.HasJsonContentType()) return (415, "Commands are JSON: send Content-Type: application/json.");
        if (request.Headers["Sec-Fetch-Site"] is [{ } site] && site is not ("same-origin" or "none")) return (403, "Commands from pages of other sites are refused.");
        if (request.Headers.Origin is [{ } origin] && !(Uri.TryCreate(origin, UriKind.Absolute, out var from) && from.Authority == request.Host.Value))
            return (403, "Commands from pages of other sites are refused.");
        return null;
    }

    private enum Place
    {
        Elsewhere,
        Monitor,
        Admin,
        Console,
    }
}
