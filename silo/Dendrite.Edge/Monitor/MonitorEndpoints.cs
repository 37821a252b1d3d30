using Dendrite.Edge.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;

namespace Dendrite.Edge.Monitor;

/// <summary>What monitors ask. Nothing behind an address is made before somebody asks for it.</summary>
internal static class MonitorEndpoints
{
    public const string Prefix = "/_dendrite/monitor";

    /// <summary>The address that anybody may ask, wherever it is.</summary>
    public const string UpPath = Prefix + "/up";

    /// <summary>The addresses at which dashboards and scrapers look without being told.</summary>
    public static readonly string[] ShortPaths = ["/hystrix.stream", "/metrics"];

    private static readonly byte[] Up = "{\"status\":\"up\"}\n"u8.ToArray();

    public static void MapMonitor(this WebApplication app)
    {
        // Answers 200 once the silo has started: until then a request waits.
        app.MapGet(UpPath, WriteUpAsync).AllowAnonymous();
        var monitors = app.MapGroup("").RequireAuthorization(OperatorPolicies.Monitors);
        RequestDelegate stream = http => http.RequestServices.GetRequiredService<HystrixStream>().RunAsync(http, app.Lifetime.ApplicationStopping);
        monitors.MapGet(Prefix + "/hystrix.stream", stream);
        monitors.MapGet("/hystrix.stream", stream);
        if (app.Services.GetService<MeterProvider>() is not null) MapMetrics(monitors);
        monitors.MapGet(Prefix + "/health", http => http.RequestServices.GetRequiredService<HealthEndpoint>().WriteAsync(http));
    }

    /// <summary>What is measured, where the host has an exporter for it: a host of somebody's own may measure otherwise, or not at all.</summary>
    private static void MapMetrics(RouteGroupBuilder monitors)
    {
        try
        {
            monitors.MapPrometheusScrapingEndpoint(Prefix + "/metrics");
            monitors.MapPrometheusScrapingEndpoint("/metrics");
        }
        catch (ArgumentException)
        {
            // The host's provider has no such exporter, which only this call can tell.
        }
    }

    private static Task WriteUpAsync(HttpContext http)
    {
        http.Response.ContentType = "application/json";
        return http.Response.Body.WriteAsync(Up, 0, Up.Length, http.RequestAborted);
    }
}
