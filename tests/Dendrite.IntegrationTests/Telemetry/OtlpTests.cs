using System.Text;
using Dendrite.IntegrationTests.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Dendrite.IntegrationTests.Telemetry;

/// <summary>The export to a collector, over HTTP.</summary>
public sealed class OtlpTests
{
    [Fact]
    public async Task Export_EndpointConfigured_SendsDendritesMeters()
    {
        var received = new TaskCompletionSource<(string Path, string Type)>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var collector = await StartCollectorAsync(async http =>
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body);
            if (Encoding.ASCII.GetString(body.ToArray()).Contains("dendrite.resource.poll.duration", StringComparison.Ordinal))
                received.TrySetResult((http.Request.Path, http.Request.ContentType ?? ""));
            http.Response.ContentType = "application/x-protobuf";
        });
        var (process, server) = await ServeProcess.WaitAsync(ChildProcess.Start(
            ChildProcess.Dendrite,
            ["serve", "--urls", "http://127.0.0.1:0", "--Backends:s:BaseAddress=stub:", "--Backends:s:Public=true", $"--Otlp:Endpoint={collector.Urls.First()}", "--Otlp:Protocol=http"],
            ("OTEL_METRIC_EXPORT_INTERVAL", "100")));
        await using (process)
        {
            using var http = new HttpClient();
            await http.GetStringAsync(ServeProcess.Resource(server, "s/counter"));
            var (path, type) = await Wait.ForAsync("exporting", "the collector", "a batch with the poll duration", received.Task);
            Assert.Equal(("/v1/metrics", "application/x-protobuf"), (path, type));
        }
    }

    private static async Task<WebApplication> StartCollectorAsync(RequestDelegate take)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var collector = builder.Build();
        collector.MapPost("/{**path}", take);
        await collector.StartAsync();
        return collector;
    }
}
