using Dendrite.Silo.Access;
using Dendrite.Silo.Admin;
using Dendrite.Silo.Configuration;
using Dendrite.Silo.Monitor;
using Dendrite.Silo.Resilience;
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
    }
}
