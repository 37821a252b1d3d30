using Dendrite.Hosting;
using Dendrite.Resources;
using Dendrite.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace Dendrite.Configuration;

/// <summary>The backends of a running silo when its configuration changes.</summary>
public sealed class BackendReloadTests : IAsyncLifetime
{
    private readonly IConfigurationRoot _configuration;
    private readonly ManualTimeProvider _clock = new();
    private readonly FakeLogCollector _log = new();
    private readonly Lifecycle _lifecycle = new();
    private readonly IHost _host;
    private readonly BackendDirectory _backends;

    public BackendReloadTests()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection();
        _configuration = builder.Configuration;
        builder.Logging.AddProvider(new FakeLoggerProvider(_log));
        Set("kept", "BaseAddress", "http://127.0.0.1:1/");
        Set("changed", "BaseAddress", "http://127.0.0.1:2/");
        Set("gone", "BaseAddress", "http://127.0.0.1:3/");
        builder.Services.AddSingleton<TimeProvider>(_clock);
        builder.UseOrleans(silo => silo.UseLocalhostClustering().AddDendrite());
        _host = builder.Build();
        _backends = _host.Services.GetRequiredService<BackendDirectory>();
        foreach (var part in _host.Services.GetServices<ILifecycleParticipant<ISiloLifecycle>>().OfType<BackendReload>()) part.Participate(_lifecycle);
    }

    public Task InitializeAsync() => _lifecycle.Observer!.OnStart(CancellationToken.None);

    public Task DisposeAsync()
    {
        _host.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public void Reload_WhatIsTheSame_KeepsItsConnectionsAndItsGuard()
    {
        var (upstream, definition, guard) = (_backends.GetUpstream("kept"), _backends.GetDefinition("kept"), GuardOf("kept"));
        Set("changed", "MinInterval", "7s");
        _configuration.Reload();
        Assert.Same(upstream, _backends.GetUpstream("kept"));
        Assert.Same(definition, _backends.GetDefinition("kept"));
        Assert.Same(guard, GuardOf("kept"));
    }

    [Fact]
    public void Reload_ChangedBackend_TakesEffectAndIsTold()
    {
        var (upstream, guard) = (_backends.GetUpstream("changed"), GuardOf("changed"));
        Set("changed", "MinInterval", "7s");
        Set("changed", "BaseAddress", "http://127.0.0.1:4/");
        _configuration.Reload();
        var changed = _backends.GetDefinition("changed");
        Assert.Equal((TimeSpan.FromSeconds(7), new Uri("http://127.0.0.1:4/")), (changed.MinInterval, changed.BaseAddress));
        Assert.NotSame(upstream, _backends.GetUpstream("changed"));
        // What the breaker goes by is as it was: what it knows of the backend stays.
        Assert.Same(guard, GuardOf("changed"));
        Assert.Equal((LogLevel.Information, "The configuration was read anew; backends that came, changed or went: changed."), Told());
    }

    [Fact]
    public void Reload_OtherBreakerSettings_NewGuard()
    {
        var guard = GuardOf("changed");
        Set("changed", "Breaker:MinimumCalls", "3");
        _configuration.Reload();
        Assert.NotSame(guard, GuardOf("changed"));
    }

    [Fact]
    public void Reload_BackendsThatCameAndWent_AreThereAndAreNot()
    {
        Set("new", "BaseAddress", "stub:");
        RemoveAll("Dendrite:Backends:gone:");
        _configuration.Reload();
        Assert.Equal(["changed", "kept", "new"], _backends.Names.Order());
        Assert.DoesNotContain(_host.Services.GetRequiredService<BackendGuards>().All, guard => guard.Name == "gone");
    }

    [Fact]
    public void Reload_WithFaults_KeepsWhatWasAndNamesThemAll()
    {
        var before = _backends.GetUpstream("changed");
        Set("changed", "MinInterval", "often");
        Set("kept", "Nonsense", "1");
        _configuration.Reload();
        Assert.Same(before, _backends.GetUpstream("changed"));
        Assert.Equal(["changed", "gone", "kept"], _backends.Names.Order());
        var (level, text) = Told();
        Assert.Equal(LogLevel.Error, level);
        Assert.Contains("Dendrite:Backends:changed:MinInterval is 'often'", text, StringComparison.Ordinal);
        Assert.Contains("Dendrite:Backends:kept:Nonsense", text, StringComparison.Ordinal);
    }

    /// <summary>Each source of the configuration says that it has changed, and the same refusal was in the log three times.</summary>
    [Fact]
    public void Again_WithFaults_IsRefusedAndToldOnceEachTime()
    {
        var reload = _host.Services.GetRequiredService<BackendReload>();
        Assert.True(reload.Again(_configuration));
        Set("changed", "MinInterval", "often");
        for (var times = 1; times <= 2; times++)
        {
            Assert.False(reload.Again(_configuration));
            for (var i = 0; i < 3; i++) _configuration.Reload();
            Assert.Equal(times, _log.GetSnapshot().Count(record => record.Level == LogLevel.Error));
        }
        Set("changed", "MinInterval", "7s");
        Assert.True(reload.Again(_configuration));
        Assert.Equal(TimeSpan.FromSeconds(7), _backends.GetDefinition("changed").MinInterval);
    }

    /// <summary>Who mounts secrets replaces links, which no file watcher sees: they are read again by the clock.</summary>
    [Fact]
    public async Task SecretOfAFile_Changes_TakesEffectAfterAWhileAndABadOneIsToldOnce()
    {
        var secret = Path.GetTempFileName();
        await File.WriteAllTextAsync(secret, "one");
        Set("kept", "Headers:Authorization", $"Bearer file:{secret}");
        _configuration.Reload();
        Assert.Equal("Bearer one", _backends.GetDefinition("kept").Headers["Authorization"]);
        await File.WriteAllTextAsync(secret, "two\n");
        _clock.Advance(BackendReload.SecretsPeriod);
        Assert.Equal("Bearer two", _backends.GetDefinition("kept").Headers["Authorization"]);
        File.Delete(secret);
        var before = _log.GetSnapshot().Count;
        for (var i = 0; i < 3; i++) _clock.Advance(BackendReload.SecretsPeriod);
        Assert.Equal("Bearer two", _backends.GetDefinition("kept").Headers["Authorization"]);
        Assert.Single(_log.GetSnapshot().Skip(before), record => record.Level == LogLevel.Error);
        Assert.DoesNotContain(_log.GetSnapshot(), record => record.Message.Contains("two", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Reload_AfterTheEnd_IsNotHeard()
    {
        await _lifecycle.Observer!.OnStop(CancellationToken.None);
        Set("changed", "MinInterval", "7s");
        _configuration.Reload();
        Assert.Equal(TimeSpan.FromSeconds(1), _backends.GetDefinition("changed").MinInterval);
    }

    private void Set(string backend, string key, string value) => _configuration[$"Dendrite:Backends:{backend}:{key}"] = value;

    /// <summary>The configuration in memory as it would be read from a file without these.</summary>
    private void RemoveAll(string prefix)
    {
        var left = _configuration.AsEnumerable().Where(pair => pair.Value is not null && !pair.Key.StartsWith(prefix, StringComparison.Ordinal)).ToArray();
        var sources = ((IConfigurationBuilder)_configuration).Sources;
        sources.Clear();
        ((IConfigurationBuilder)_configuration).AddInMemoryCollection(left);
    }

    private Resilience.Guards.Guard GuardOf(string backend) => _host.Services.GetRequiredService<BackendGuards>().All.Single(guard => guard.Name == backend);

    private (LogLevel Level, string Text) Told()
    {
        var told = _log.GetSnapshot().Last(record => record.Category == typeof(BackendReload).FullName);
        return (told.Level, told.Message);
    }

    private sealed class Lifecycle : ISiloLifecycle
    {
        public ILifecycleObserver? Observer { get; private set; }

        public int HighestCompletedStage => 0;

        public int LowestStoppedStage => 0;

        public IDisposable Subscribe(string observerName, int stage, ILifecycleObserver observer)
        {
            Observer = observer;
            return new MemoryStream();
        }
    }
}
