using Dendrite.Contracts.Telemetry;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Dendrite.Silo.Telemetry;

/// <summary>Once per silo: sends metrics and traces to a collector by OTLP. It exists only where an endpoint is configured.</summary>
internal sealed class OtlpExport(Uri endpoint, bool overHttp) : IHostedService, IDisposable
{
    private MeterProvider? _metrics;
    private TracerProvider? _traces;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var resource = ResourceBuilder.CreateDefault().AddService("dendrite", serviceVersion: typeof(OtlpExport).Assembly.GetName().Version?.ToString(3));
        _metrics = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource)
            .AddMeter(DendriteTelemetry.MeterName, DendriteTelemetry.MeterName + ".*", "Microsoft.Orleans")
            .AddOtlpExporter(options => Configure(options, "metrics")).Build();
        _traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource)
            .AddSource(DendriteTelemetry.MeterName, DendriteTelemetry.MeterName + ".*", "Microsoft.Orleans.*")
            .AddOtlpExporter(options => Configure(options, "traces")).Build();
        return Task.CompletedTask;
    }

    /// <summary>Sends what has been counted since the last time.</summary>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        _metrics?.Dispose();
        _traces?.Dispose();
        (_metrics, _traces) = (null, null);
    }

    private void Configure(OtlpExporterOptions options, string signal)
    {
        options.Protocol = overHttp ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc;
        options.Endpoint = overHttp ? new Uri($"{endpoint.AbsoluteUri.TrimEnd('/')}/v1/{signal}") : endpoint;
    }
}
