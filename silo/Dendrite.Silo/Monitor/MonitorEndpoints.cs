using Microsoft.AspNetCore.Builder;

namespace Dendrite.Silo.Monitor;

/// <summary>What monitors ask.</summary>
internal static class MonitorEndpoints
{
    private static readonly byte[] Up = "{\"status\":\"up\"}\n"u8.ToArray();

    /// <summary>Answers 200 once the silo has started: the listener opens only after it.</summary>
    public static void MapMonitor(this WebApplication app) => app.MapGet("/_dendrite/monitor/up", async http =>
    {
        http.Response.ContentType = "application/json";
        await http.Response.Body.WriteAsync(Up, http.RequestAborted);
    });
}
