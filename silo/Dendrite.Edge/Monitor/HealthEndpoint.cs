using System.Text.Json;
using Dendrite.Contracts.Guards;
using Dendrite.Edge.Guards;
using Microsoft.AspNetCore.Http;

namespace Dendrite.Edge.Monitor;

/// <summary>
/// <c>health</c>: the silo answers and its grains do. <c>degraded</c> where a breaker refuses calls; that is still 200, for
/// restarting Dendrite would not heal a backend. 503 where the grains do not answer.
/// </summary>
internal sealed class HealthEndpoint(IGuards guards, TimeProvider clock)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    public async Task WriteAsync(HttpContext http)
    {
        IReadOnlyList<GuardReading>? readings = null;
        try
        {
            readings = await guards.ReadAllAsync(http.RequestAborted).WaitAsync(Limit, clock, http.RequestAborted);
        }
        catch (Exception) when (!http.RequestAborted.IsCancellationRequested)
        {
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        }
        http.Response.ContentType = "application/json";
        http.Response.Headers.CacheControl = "no-store";
        Write(http, readings);
        await http.Response.BodyWriter.FlushAsync(http.RequestAborted);
    }

    private static void Write(HttpContext http, IReadOnlyList<GuardReading>? readings)
    {
        using var json = new Utf8JsonWriter(http.Response.BodyWriter);
        json.WriteStartObject();
        json.WriteString("status", readings is null ? "down" : readings.Any(IsRefusing) ? "degraded" : "up");
        json.WriteStartObject("guards");
        foreach (var reading in readings ?? []) json.WriteString(reading.Name, BreakerNames.Of(reading.State));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static bool IsRefusing(GuardReading reading) => reading.State is CircuitState.Open or CircuitState.HalfOpen or CircuitState.ForcedOpen;
}
