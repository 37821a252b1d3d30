using Dendrite.Hosting.Configuration;
using Dendrite.Resources;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Dendrite.Hosting;

/// <summary>Once per silo: takes the backends anew when the configuration changes. What is wrong never replaces what works, and is said.</summary>
internal sealed partial class BackendReload(IConfiguration section, IOptionsFactory<DendriteOptions> options, BackendDirectory backends, ILogger<BackendReload> logger)
    : ILifecycleParticipant<ISiloLifecycle>
{
    private IDisposable? _changes;

    public void Participate(ISiloLifecycle lifecycle)
    {
        ArgumentNullException.ThrowIfNull(lifecycle);
        lifecycle.Subscribe(nameof(BackendReload), ServiceLifecycleStage.Active, StartAsync, StopAsync);
    }

    private Task StartAsync(CancellationToken cancellationToken)
    {
        _changes = ChangeToken.OnChange(section.GetReloadToken, Reload);
        return Task.CompletedTask;
    }

    private Task StopAsync(CancellationToken cancellationToken)
    {
        _changes?.Dispose();
        return Task.CompletedTask;
    }

    private void Reload()
    {
        try
        {
            if (ConfigurationFile.FaultsOf(section) is { Count: > 0 } faults)
            {
                Log.Refused(logger, string.Join(" ", faults));
                return;
            }
            if (backends.Replace(options.Create(Options.DefaultName).Backends) is { Count: > 0 } changed) Log.Reloaded(logger, string.Join(", ", changed));
        }
        catch (OptionsValidationException e)
        {
            Log.Refused(logger, string.Join(" ", e.Failures));
        }
        catch (Exception e)
        {
            // It is the file watcher's thread, whose end would be the process's.
            Log.Failed(logger, e);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventIds.BackendsReloaded, LogLevel.Information, "The configuration was read anew; backends that came, changed or went: {Backends}.")]
        public static partial void Reloaded(ILogger logger, string backends);

        [LoggerMessage(EventIds.ReloadRefused, LogLevel.Error, "The configuration was read anew and is refused, the one before stays: {Faults}")]
        public static partial void Refused(ILogger logger, string faults);

        [LoggerMessage(EventIds.ReloadFailed, LogLevel.Error, "The configuration could not be read anew; the one before stays.")]
        public static partial void Failed(ILogger logger, Exception exception);
    }
}
