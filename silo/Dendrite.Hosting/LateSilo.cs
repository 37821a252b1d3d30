using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Dendrite.Hosting;

/// <summary>
/// Starts the silo after the listeners are bound: an address that is taken is told before anything else has begun. A
/// request that comes before the silo is there waits for it.
/// </summary>
internal sealed class LateSilo(IHostedService silo, SiloStopping stopping) : IHostedLifecycleService
{
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Takes the place of the hosted service that Orleans has registered.</summary>
    public static void ReplaceIn(IServiceCollection services, SiloStopping stopping)
    {
        var silo = services.Single(service => service.ServiceType == typeof(IHostedService) && service.ImplementationType is { Name: "SiloHostedService", Namespace: "Orleans.Hosting" });
        services.Remove(silo);
        services.AddSingleton(provider => new LateSilo((IHostedService)ActivatorUtilities.CreateInstance(provider, silo.ImplementationType!), stopping));
        services.AddHostedService(provider => provider.GetRequiredService<LateSilo>());
    }

    /// <summary>Lets requests through once the silo has started.</summary>
    public static void UseIn(WebApplication app)
    {
        var started = app.Services.GetRequiredService<LateSilo>()._started.Task;
        app.Use((http, next) => started.IsCompletedSuccessfully ? next(http) : AfterStartAsync(http, next));

        async Task AfterStartAsync(HttpContext http, RequestDelegate next)
        {
            await started.WaitAsync(http.RequestAborted);
            await next(http);
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        try
        {
            await silo.StartAsync(cancellationToken);
            _started.SetResult();
        }
        catch (Exception e)
        {
            _started.SetException(e);
            throw;
        }
    }

    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        stopping.HasBegun = true;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => silo.StopAsync(cancellationToken);

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>Whether the silo of this process has begun to stop.</summary>
internal sealed class SiloStopping
{
    private volatile bool _hasBegun;

    public bool HasBegun
    {
        get => _hasBegun;
        set => _hasBegun = value;
    }
}
