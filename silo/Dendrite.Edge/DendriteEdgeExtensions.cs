using Dendrite.Contracts.Configuration;
using Dendrite.Edge.Access;
using Dendrite.Edge.Admin;
using Dendrite.Edge.Http;
using Dendrite.Edge.Monitor;
using Dendrite.Edge.OperatorConsole;
using Dendrite.Edge.Protocols;
using Dendrite.Edge.Protocols.EventStream;
using Dendrite.Edge.Registries;
using Dendrite.Edge.Resources;
using Dendrite.Edge.Webhooks;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Dendrite.Edge;

/// <summary>Adds the HTTP edges to a web application, this server's or one of anybody's own.</summary>
public static class DendriteEdgeExtensions
{
    /// <summary>
    /// Adds what the edges need. Options are bound below <see cref="EdgeOptions.SectionName"/> and checked at start with all faults at
    /// once. The process has Dendrite in its silo, or is a client of a cluster that has.
    /// </summary>
    public static IServiceCollection AddDendriteEdge(this IServiceCollection services, Action<EdgeOptions>? configure = null)
    {
        services.AddOptions<EdgeOptions>().Configure<IServiceProvider>((options, provider) =>
        {
            if (provider.GetService<IConfiguration>() is not { } configuration) return;
            var section = configuration.GetSection(EdgeOptions.SectionName);
            if (provider.GetService<SettingsCheck.Done>() is null) SettingsCheck.RefuseUnknownInHost(section, options.Faults);
            EdgeSection.Apply(section, options, options.Faults);
        });
        return services.AddEdge(configure);
    }

    /// <summary>The same with options of a source of the caller's own.</summary>
    internal static IServiceCollection AddEdge(this IServiceCollection services, Action<EdgeOptions>? configure)
    {
        services.AddOptions<EdgeOptions>().Configure(options => configure?.Invoke(options)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<EdgeOptions>, EdgeOptionsValidator>();
        services.AddOperatorPolicies();
        services.AddAdminDocument();
        services.AddSingleton<Deliveries>();
        services.AddSingleton<ResourceReadings>();
        services.AddSingleton<OperatedResources>();
        services.AddSingleton<ServerReadings>();
        services.AddSingleton<OverviewStream>();
        services.TryAddTransient<Random>();
        services.AddSingleton<ListenerLimits>();
        services.AddSingleton<HystrixStream>();
        services.AddSingleton<HealthEndpoint>();
        services.AddSingleton<PokeEndpoint>();
        services.AddSingleton<IListenProtocol, EventStreamProtocol>();
        services.AddHostedService<HeartbeatService>();
        return services;
    }

    /// <summary>Maps all edges: the client's API, the operators', the monitors', and the console at <c>/</c>.</summary>
    public static WebApplication MapDendrite(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        // Mapping reads options already: what is wrong with those of all is said at once, as the host would at its start.
        app.Services.GetService<IStartupValidator>()?.Validate();
        ConnectionScope.UseIn(app);
        app.UsePublicApi();
        app.UseOperatorArea();
        app.MapMonitor();
        app.MapAdmin();
        app.MapRegistries();
        app.MapConsole();
        app.MapListenProtocols();
        app.MapResources();
        app.Services.GetRequiredService<PokeEndpoint>().Map(app);
        return app;
    }
}
