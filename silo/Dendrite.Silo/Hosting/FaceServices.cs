using Dendrite.Silo.Access;
using Dendrite.Silo.Admin;
using Dendrite.Silo.Configuration;
using Dendrite.Silo.Monitor;
using Dendrite.Silo.Resilience;
using Dendrite.Silo.Telemetry;
using Microsoft.Extensions.DependencyInjection;

namespace Dendrite.Silo.Hosting;

/// <summary>Adds what operators and monitors see. Each part is made when it is first asked for.</summary>
internal static class FaceServices
{
    public static void AddFace(this IServiceCollection services, SiloSettings settings)
    {
        services.AddSingleton(provider => new OperatorAccess(settings, provider));
        services.AddSingleton<IServiceReadings, ServiceReadings>();
        services.AddSingleton<ResourceReadings>();
        services.AddSingleton<OverviewStream>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<HystrixStream>(provider, settings.MaxStreams));
        services.AddSingleton<HealthEndpoint>();
        services.AddSingleton<MetricsEndpoint>();
        services.AddSingleton(_ => new MetricCollector());
        services.AddHostedService<MetricCollectorStart>();
        if (settings.OtlpEndpoint is { } endpoint)
            services.AddHostedService(_ => new OtlpExport(endpoint, settings.IsOtlpOverHttp));
    }
}
