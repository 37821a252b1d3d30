using System.Diagnostics.Metrics;
using System.Net;
using Dendrite.Resilience.Metrics;
using Dendrite.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;

namespace Dendrite.Resilience.Guards;

/// <summary>Guards among a host's own services.</summary>
public sealed class GuardServicesTests
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void Guard_ByKey_IsTheDirectorysAndDeclaredByItsName()
    {
        using var services = Build(services => services
            .AddDendriteResilience(Configuration(("weather:MaxConcurrentCalls", "3"), ("weather:Breaker:RequestVolumeThreshold", "7"), ("weather:Retry:MaxAttempts", "2"), ("geo:AttemptTimeout", "00:00:02")))
            .AddDendriteGuard("geo", options => options.MaxConcurrentCalls = 5));
        var weather = services.GetRequiredKeyedService<Guard>("weather");
        Assert.Same(weather, services.GetRequiredService<GuardDirectory>()["weather"]);
        Assert.Same(weather, services.GetRequiredKeyedService<Guard>("weather"));
        var options = services.GetRequiredService<IOptionsMonitor<GuardOptions>>();
        Assert.Equal((3, 7, 2), (options.Get("weather").MaxConcurrentCalls, options.Get("weather").Breaker.RequestVolumeThreshold, options.Get("weather").Retry!.MaxAttempts));
        Assert.Equal((5, TimeSpan.FromSeconds(2)), (options.Get("geo").MaxConcurrentCalls, options.Get("geo").AttemptTimeout));
        Assert.Equal("new", services.GetRequiredKeyedService<Guard>("new").Name);
    }

    [Fact]
    public void Setting_ThatIsNotKnown_IsRefused()
    {
        using var services = Build(services => services.AddDendriteResilience(Configuration(("weather:MaxConcurentCalls", "3"))));
        Assert.Contains("MaxConcurentCalls", Assert.Throws<InvalidOperationException>(() => services.GetRequiredKeyedService<Guard>("weather")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Configuration_ReadAgain_DeclaresTheGuardAnewOnItsNextUse()
    {
        var configuration = Configuration(("weather:MaxConcurrentCalls", "1"), ("geo:MaxConcurrentCalls", "1"));
        using var services = Build(services => services.AddDendriteResilience(configuration));
        var (weather, geo) = (services.GetRequiredKeyedService<Guard>("weather"), services.GetRequiredKeyedService<Guard>("geo"));
        configuration["weather:MaxConcurrentCalls"] = "2";
        ((IConfigurationRoot)configuration).Reload();
        Assert.NotSame(weather, services.GetRequiredKeyedService<Guard>("weather"));
        Assert.Equal(1, weather.Execute(_ => 1));
        Assert.Same(geo, services.GetRequiredKeyedService<Guard>("geo"));
    }

    [Fact]
    public async Task HttpClient_OfTheFactory_GoesThroughItsGuard()
    {
        using var services = Build(services => services
            .AddDendriteGuard("weather", options => options.Retry = new() { BaseDelay = TimeSpan.Zero })
            .AddHttpClient("weather").AddDendriteGuard().ConfigurePrimaryHttpMessageHandler(() => new Script(HttpStatusCode.BadGateway, HttpStatusCode.OK)));
        using var client = services.GetRequiredService<IHttpClientFactory>().CreateClient("weather");
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("http://weather.example/rome")).StatusCode);
        var total = services.GetRequiredKeyedService<Guard>("weather").Metrics.Read().Total;
        Assert.Equal((1L, 1L), (total[CallOutcome.Success], total[CallOutcome.Retry]));
    }

    [Fact]
    public void Breaker_ThatChanges_IsLoggedWithItsId()
    {
        var log = new FakeLogCollector();
        using var services = Build(services => services.AddDendriteResilience().AddLogging(logging => logging.AddProvider(new FakeLoggerProvider(log))));
        var guard = services.GetRequiredKeyedService<Guard>("weather");
        guard.Breaker.ForceOpen("maintenance", "ann");
        guard.Breaker.Reset("done", "ann");
        Assert.Equal(
            [(4001, LogLevel.Warning, "The breaker of guard weather goes from Closed to ForcedOpen: maintenance ann"), (4002, LogLevel.Information, "The breaker of guard weather goes from ForcedOpen to Closed: done ann")],
            log.GetSnapshot().Select(r => (r.Id.Id, r.Level, r.Message)));
    }

    /// <summary>What a judge threw was counted and traced, and a host that logs did not hear of it.</summary>
    [Fact]
    public void Callback_ThatThrows_IsLoggedWithItsId()
    {
        var log = new FakeLogCollector();
        using var services = Build(services => services
            .AddDendriteGuard("weather", options => options.Judge = _ => throw new FormatException("judge"))
            .AddLogging(logging => logging.AddProvider(new FakeLoggerProvider(log))));
        var guard = services.GetRequiredKeyedService<Guard>("weather");
        guard.Breaker.Transitioned += _ => throw new FormatException("handler");
        Assert.Throws<IOException>(() => guard.Execute<int>(_ => throw new IOException()));
        guard.Breaker.ForceOpen("maintenance", "ann");
        Assert.Equal(
            [(LogLevel.Error, "Judge of guard weather threw; the call goes on without it", "judge"), (LogLevel.Error, "Transitioned of guard weather threw; the call goes on without it", "handler")],
            log.GetSnapshot().Where(r => r.Id.Id == 4003).Select(r => (r.Level, r.Message, r.Exception!.Message)));
        Assert.Equal(2, guard.CallbackFailures);
    }

    [Fact]
    public void Logger_ThatThrows_CostsNoCallItsOutcome()
    {
        var guard = new Guard(new() { Judge = _ => throw new FormatException() }, _time);
        guard.CallbackFailed += (_, _) => throw new InvalidOperationException();
        Assert.Throws<IOException>(() => guard.Execute<int>(_ => throw new IOException()));
        Assert.Equal((1, 0), (guard.Metrics.Read().Total[CallOutcome.Failure], guard.Metrics.InFlight));
    }

    [Fact]
    public void Meter_CarriesStateAndOutcomes_OfEachGuard()
    {
        using var services = Build(services => services.AddMetrics().AddDendriteResilience());
        var guard = services.GetRequiredKeyedService<Guard>("weather");
        var seen = new Dictionary<string, long>();
        using var listener = new MeterListener();
        var factory = services.GetRequiredService<IMeterFactory>();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Meter.Name == GuardMeter.Name && instrument.Meter.Scope == factory) l.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => See(instrument.Name, value, tags));
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => See(instrument.Name, value, tags));
        listener.Start();
        guard.Execute(_ => 1);
        Assert.Throws<IOException>(() => guard.Execute<int>(_ => throw new IOException()));
        guard.Breaker.ForceOpen("off");
        listener.RecordObservableInstruments();
        Assert.Equal(
            ["dendrite.guard.breaker.state weather forced_open", "dendrite.guard.calls weather failure", "dendrite.guard.calls weather success"],
            seen.Where(s => s.Value == 1).Select(s => s.Key).Order(StringComparer.Ordinal));
        Assert.Equal(0, seen["dendrite.guard.calls.active weather"] + seen["dendrite.guard.retries weather"]);

        void See(string name, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags) => seen[string.Join(' ', tags.ToArray().Select(t => t.Value).Prepend(name))] = value;
    }

    private ServiceProvider Build(Action<IServiceCollection> configure)
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(_time);
        configure(services);
        return services.BuildServiceProvider();
    }

    private static IConfiguration Configuration(params (string Key, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => new KeyValuePair<string, string?>(s.Key, s.Value))).Build();

    private sealed class Script(params HttpStatusCode[] statuses) : HttpMessageHandler
    {
        private int _next;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(statuses[_next++]));
    }
}
