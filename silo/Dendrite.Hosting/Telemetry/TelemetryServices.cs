using Dendrite.Hosting.Configuration;
using Dendrite.Protocol;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Dendrite.Hosting.Telemetry;

/// <summary>
/// Metrics for scrapers always, metrics and traces for a collector where one is named: by <c>Otlp:Endpoint</c>, or by
/// OpenTelemetry's own variables, which are all obeyed (https://opentelemetry.io/docs/specs/otel/protocol/exporter/).
/// </summary>
internal static class TelemetryServices
{
    private const string DendriteSources = DendriteTelemetry.MeterName + ".*";

    /// <summary>Calls of grains. Orleans's source Runtime is left out: each idle poll of a stream's queue would be a span.</summary>
    private const string OrleansCalls = "Microsoft.Orleans.Application";

    public static void AddTelemetry(this IServiceCollection services, ServerSettings settings)
    {
        var telemetry = services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.Clear()
                .AddService("dendrite", serviceVersion: typeof(TelemetryServices).Assembly.GetName().Version?.ToString(3))
                .AddTelemetrySdk()
                // Last, for what OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES say wins.
                .AddEnvironmentVariableDetector())
            .WithMetrics(metrics => metrics
                .AddMeter(DendriteTelemetry.MeterName, DendriteSources, "Microsoft.Orleans", "Npgsql")
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation()
                .AddRuntimeInstrumentation()
                .AddPrometheusExporter(options => options.ScrapeResponseCacheDurationMilliseconds = 0));
        var isNamed = settings.OtlpEndpoint is not null;
        if (isNamed || IsNamedFor("METRICS")) telemetry.WithMetrics(metrics => metrics.AddOtlpExporter(options => Configure(options, settings, "metrics")));
        // Without anybody to send them to, spans would be made for nothing.
        if (isNamed || IsNamedFor("TRACES"))
            telemetry.WithTracing(traces => traces
                .AddSource(DendriteTelemetry.MeterName, DendriteSources, OrleansCalls)
                .AddAspNetCoreInstrumentation()
                .AddHttpClientInstrumentation()
                .AddNpgsql()
                .AddOtlpExporter(options => Configure(options, settings, "traces")));
    }

    private static bool IsNamedFor(string signal) =>
        Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT") is { Length: > 0 } ||
        Environment.GetEnvironmentVariable($"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT") is { Length: > 0 };

    private static void Configure(OtlpExporterOptions options, ServerSettings settings, string signal)
    {
        if (settings.OtlpEndpoint is not { } endpoint) return;
        options.Protocol = settings.IsOtlpOverHttp ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc;
        options.Endpoint = settings.IsOtlpOverHttp ? new Uri($"{endpoint.AbsoluteUri.TrimEnd('/')}/v1/{signal}") : endpoint;
    }
}
