using System.Text;
using Dendrite.Silo.Telemetry;
using Microsoft.AspNetCore.Http;

namespace Dendrite.Silo.Monitor;

/// <summary><c>metrics</c>: everything that is counted, as Prometheus reads it.</summary>
internal sealed class MetricsEndpoint(MetricCollector collector)
{
    public async Task WriteAsync(HttpContext http)
    {
        var body = Encoding.UTF8.GetBytes(PrometheusText.Write(collector));
        http.Response.ContentType = PrometheusText.ContentType;
        http.Response.Headers.CacheControl = "no-store";
        http.Response.ContentLength = body.Length;
        await http.Response.BodyWriter.WriteAsync(body, http.RequestAborted);
    }
}
