using System.Text.Encodings.Web;
using System.Text.Json;
using Dendrite.Contracts;
using Dendrite.Contracts.Guards;
using Dendrite.Edge.Guards;
using Microsoft.AspNetCore.Http;

namespace Dendrite.Edge.Monitor;

/// <summary>
/// <c>health</c>: the silo answers and its grains do. <c>degraded</c> where a breaker refuses calls or a dependency is away, with why; that
/// is still 200, for restarting Dendrite would heal neither. 503 where the grains do not answer.
/// </summary>
internal sealed class HealthEndpoint(IGuards guards, IEnumerable<IDependency> dependencies, TimeProvider clock)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    public async Task WriteAsync(HttpContext http)
    {
        IReadOnlyList<GuardReading>? readings = null;
        var asked = Task.WhenAll(dependencies.Select(dependency => dependency.FindFaultAsync()));
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
        Write(http, readings, [.. (await asked).OfType<string>()]);
        await http.Response.BodyWriter.FlushAsync(http.RequestAborted);
    }

    private static void Write(HttpContext http, IReadOnlyList<GuardReading>? readings, IReadOnlyList<string> faults)
    {
        using var json = new Utf8JsonWriter(http.Response.BodyWriter, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        json.WriteString("status", readings is null ? "down" : faults.Count > 0 || readings.Any(IsRefusing) ? "degraded" : "up");
        json.WriteStartObject("guards");
        foreach (var reading in readings ?? []) json.WriteString(reading.Name, BreakerNames.Of(reading.State));
        json.WriteEndObject();
        if (faults.Count > 0)
        {
            json.WriteStartArray("faults");
            foreach (var fault in faults) json.WriteStringValue(fault);
            json.WriteEndArray();
        }
        json.WriteEndObject();
    }

    private static bool IsRefusing(GuardReading reading) => reading.State is CircuitState.Open or CircuitState.HalfOpen or CircuitState.ForcedOpen;
}
