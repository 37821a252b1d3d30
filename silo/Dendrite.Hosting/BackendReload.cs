using Dendrite.Contracts.Configuration;
using Dendrite.Hosting.Configuration;
using Dendrite.Resources;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Dendrite.Hosting;

/// <summary>
/// Once per silo: takes the backends anew when the configuration changes, or a secret that it refers to. What is wrong never replaces
/// what works, and is said.
/// </summary>
internal sealed partial class BackendReload(IConfiguration section, IOptionsFactory<DendriteOptions> options, BackendDirectory backends, TimeProvider clock, ILogger<BackendReload> logger)
    : ILifecycleParticipant<ISiloLifecycle>
{
    /// <summary>How often secrets are read again. Whoever mounts them replaces links, which no file watcher sees.</summary>
    public static readonly TimeSpan SecretsPeriod = TimeSpan.FromSeconds(10);

    private readonly Lock _reloading = new();
    private IDisposable? _changes;
    private ITimer? _secrets;
    private string? _told;

    public void Participate(ISiloLifecycle lifecycle)
    {
        ArgumentNullException.ThrowIfNull(lifecycle);
        lifecycle.Subscribe(nameof(BackendReload), ServiceLifecycleStage.Active, StartAsync, StopAsync);
    }

    /// <summary>Reads the configuration again because somebody has asked for it: what is refused is said, also if it has been before.</summary>
    /// <returns>Whether it was taken; where not, the log has said why.</returns>
    public bool Again(IConfigurationRoot configuration)
    {
        lock (_reloading) _told = null;
        configuration.Reload();
        lock (_reloading) return _told is null;
    }

    private Task StartAsync(CancellationToken cancellationToken)
    {
        _changes = ChangeToken.OnChange(section.GetReloadToken, () => Reload());
        _secrets = clock.CreateTimer(_ => ReloadSecrets(), null, SecretsPeriod, SecretsPeriod);
        return Task.CompletedTask;
    }

    private Task StopAsync(CancellationToken cancellationToken)
    {
        _changes?.Dispose();
        _secrets?.Dispose();
        return Task.CompletedTask;
    }

    private void ReloadSecrets()
    {
        if (section.GetSection(BackendSection.Name).AsEnumerable().Any(pair => pair.Value is { } value && (SecretReference.IsOne(value) || IsOfFiles(pair.Key)))) Reload();
    }

    /// <summary>Certificates are renewed in the file that is named.</summary>
    private static bool IsOfFiles(string key) => key.Contains($":{ConnectionSection.Name}:", StringComparison.OrdinalIgnoreCase);

    private void Reload()
    {
        lock (_reloading)
        {
            try
            {
                if (ConfigurationFile.FaultsOf(section) is { Count: > 0 } faults) Refuse(faults);
                else
                {
                    if (backends.Replace(options.Create(Options.DefaultName).Backends) is { Count: > 0 } changed) Log.Reloaded(logger, string.Join(", ", changed));
                    _told = null;
                }
            }
            catch (OptionsValidationException e)
            {
                Refuse(e.Failures);
            }
            catch (Exception e)
            {
                // It is the file watcher's thread, or a timer's, whose end would be the process's.
                if (_told == e.Message) return;
                _told = e.Message;
                Log.Failed(logger, e);
            }
        }
    }

    /// <summary>A change comes as one for each source of the configuration, and a secret that is still not there has been told of.</summary>
    private void Refuse(IEnumerable<string> faults)
    {
        var text = string.Join(" ", faults);
        if (text == _told) return;
        _told = text;
        Log.Refused(logger, text);
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
