using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Dendrite.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Orleans.Runtime.Hosting;
using Orleans.Streams;

namespace Dendrite.Engine;

/// <summary>The meters and activities that a dashboard made for Orleans looks for.</summary>
public sealed class TelemetryTests
{
    private readonly ManualTimeProvider _clock = new();

    [Fact]
    [Trait(EmbeddedOnly.Trait, EmbeddedOnly.Value)]
    [Source("src/Orleans.Core/Diagnostics/Metrics/InstrumentNames.cs")]
    public async Task Instruments_OfWhatExists_HaveOrleansKindsUnitsAndTags()
    {
        using var seen = new OrleansInstrumentLog();
        using var host = await StartAsync(silo => silo.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(_clock)));
        await LiveAsync(host);
        var expected = new (string Name, Type Kind, string? Unit, string Tags)[]
        {
            ("orleans-app-requests-canceled", typeof(Counter<long>), null, "grain_type"),
            ("orleans-app-requests-latency-bucket", typeof(ObservableCounter<long>), null, "duration"),
            ("orleans-app-requests-latency-count", typeof(ObservableCounter<long>), null, ""),
            ("orleans-app-requests-latency-sum", typeof(ObservableCounter<long>), null, ""),
            ("orleans-app-requests-timedout", typeof(Counter<long>), null, "grain_type"),
            ("orleans-catalog-activation-collections", typeof(Counter<int>), null, ""),
            ("orleans-catalog-activation-created", typeof(Counter<int>), null, ""),
            ("orleans-catalog-activation-destroyed", typeof(Counter<int>), null, ""),
            ("orleans-catalog-activation-failed-to-activate", typeof(Counter<int>), null, ""),
            ("orleans-catalog-activation-latency", typeof(Histogram<double>), "ms", "directory,status"),
            ("orleans-catalog-activation-shutdown", typeof(Counter<int>), null, "via"),
            ("orleans-catalog-activations", typeof(ObservableGauge<int>), null, ""),
            ("orleans-catalog-deactivation-latency", typeof(Histogram<double>), "ms", "via"),
            ("orleans-grains", typeof(UpDownCounter<int>), null, "type"),
            ("orleans-messaging-processing-activation-data", typeof(ObservableGauge<long>), null, ""),
            ("orleans-messaging-processing-dispatcher-forwarded", typeof(ObservableCounter<long>), null, ""),
            ("orleans-reminders-active", typeof(ObservableGauge<int>), null, ""),
            ("orleans-reminders-tardiness", typeof(Histogram<double>), "seconds", ""),
            ("orleans-reminders-ticks-delivered", typeof(Counter<int>), null, ""),
            ("orleans-runtime-available-memory", typeof(ObservableGauge<long>), "MB", ""),
            ("orleans-runtime-total-physical-memory", typeof(ObservableGauge<long>), "MB", ""),
            ("orleans-storage-clear-errors", typeof(Counter<int>), null, "provider_type_name,state_name,state_type"),
            ("orleans-storage-clear-latency", typeof(Histogram<double>), "ms", "provider_type_name,state_name,state_type"),
            ("orleans-storage-read-errors", typeof(Counter<int>), null, "provider_type_name,state_name,state_type"),
            ("orleans-storage-read-latency", typeof(Histogram<double>), "ms", "provider_type_name,state_name,state_type"),
            ("orleans-storage-write-errors", typeof(Counter<int>), null, "provider_type_name,state_name,state_type"),
            ("orleans-storage-write-latency", typeof(Histogram<double>), "ms", "provider_type_name,state_name,state_type"),
            ("orleans-streams-persistent-stream-messages-sent", typeof(Counter<int>), null, "grain_type,provider"),
            ("orleans-streams-persistent-stream-pubsub-cache-size", typeof(ObservableGauge<int>), null, "name"),
            ("orleans-streams-pubsub-consumers", typeof(Counter<int>), null, "grain_type,provider"),
            ("orleans-streams-pubsub-consumers-added", typeof(Counter<int>), null, "grain_type,provider"),
            ("orleans-streams-pubsub-consumers-removed", typeof(Counter<int>), null, "grain_type,provider"),
            ("orleans-streams-queue-cache-under-pressure", typeof(ObservableGauge<int>), null, "QueueId"),
            ("orleans-streams-queue-cache-length", typeof(ObservableCounter<long>), "messages", "QueueId"),
        };
        await Eventually.HoldsAsync(() => Task.FromResult(Array.TrueForAll(expected, e => seen.Find(e.Name) is not null)), "all of them: " + string.Join(", ", expected.Select(e => e.Name).Where(n => seen.Find(n) is null)));
        Assert.All(expected, e => Assert.Equal((e.Kind, e.Unit, e.Tags), seen.Find(e.Name)));
    }

    [Fact]
    [Source("src/Orleans.Core/Diagnostics/Metrics/ApplicationRequestInstruments.cs")]
    public async Task Call_WithAndWithoutAnAwait_IsInTheLatencyOnce()
    {
        using var host = await StartAsync();
        var grain = host.Services.GetRequiredService<IGrainFactory>().GetGrain<ITelemetryGrain>("latency");
        await grain.TouchAsync();
        using var count = new Instrument<long>("orleans-app-requests-latency-count");
        using var sum = new Instrument<long>("orleans-app-requests-latency-sum");
        using var buckets = new Instrument<long>("orleans-app-requests-latency-bucket");
        var (before, filled) = (count.Observe(), buckets.Observe());
        for (var i = 0; i < 10; i++)
        {
            await grain.TouchAsync();
            await grain.YieldAsync();
        }
        Assert.InRange(count.Observe() - before, 20, long.MaxValue);
        Assert.InRange(buckets.Observe() - filled, 20, long.MaxValue);
        Assert.Contains(buckets.Measurements, m => (string?)m.Tags["duration"] == "15000ms");
    }

    [Fact]
    [Trait(EmbeddedOnly.Trait, EmbeddedOnly.Value)]
    public async Task Call_Measured_AllocatesNothing()
    {
        using var host = await StartAsync();
        var grain = host.Services.GetRequiredService<IGrainFactory>().GetGrain<ITelemetryGrain>("allocation");
        using var sum = new Instrument<long>("orleans-app-requests-latency-sum");
        for (var i = 0; i < 10_000; i++) await grain.TouchAsync();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10_000; i++) await grain.TouchAsync();
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000);
    }

    [Fact]
    [Source("src/Orleans.Core/Diagnostics/ActivityPropagationGrainCallFilter.cs")]
    public async Task Call_WithActivityPropagation_IsTracedAtBothEnds()
    {
        using var seen = new ActivityLog("Microsoft.Orleans.Application");
        using var host = await StartAsync(silo => silo.AddActivityPropagation());
        var grain = host.Services.GetRequiredService<IGrainFactory>().GetGrain<IStringKeyGrain>("telemetry");
        await grain.KeyAsync();
        var calls = seen.Stopped.Where(a => a.OperationName.EndsWith("/KeyAsync", StringComparison.Ordinal) && (string?)a.GetTagItem("orleans.rpc.target_id") == grain.GetGrainId().ToString()).ToList();
        var client = Assert.Single(calls, c => c.Kind == ActivityKind.Client);
        var server = Assert.Single(calls, c => c.Kind == ActivityKind.Server);
        Assert.Equal((client.TraceId, client.SpanId), (server.TraceId, server.ParentSpanId));
        Assert.Equal("orleans", server.GetTagItem("rpc.system.name"));
        Assert.Equal($"{server.GetTagItem("orleans.rpc.service")}/KeyAsync", server.GetTagItem("rpc.method"));
    }

    [Fact]
    [Source("src/Orleans.Runtime/Catalog/Catalog.cs")]
    public async Task Activation_CausedByACall_IsInTheTraceOfTheCall()
    {
        using var seen = new ActivityLog("Microsoft.Orleans.Application", "Microsoft.Orleans.Lifecycle");
        using var host = await StartAsync(silo => silo.AddActivityPropagation());
        var grain = host.Services.GetRequiredService<IGrainFactory>().GetGrain<ITelemetryGrain>("caused");
        await grain.TouchAsync();
        await Eventually.HoldsAsync(() => Task.FromResult(Find("activate grain", "orleans.grain.id") is not null && Find(null, "orleans.rpc.target_id") is not null), "both activities");
        Assert.Equal(Find(null, "orleans.rpc.target_id")!.TraceId, Find("activate grain", "orleans.grain.id")!.TraceId);

        Activity? Find(string? name, string tag) =>
            seen.Stopped.FirstOrDefault(a => (name is null ? a.Kind == ActivityKind.Client : a.OperationName == name) && (string?)a.GetTagItem(tag) == grain.GetGrainId().ToString());
    }

    [Fact]
    [Source("src/Orleans.Core/Diagnostics/ActivityPropagationGrainCallFilter.cs")]
    public async Task Call_ThatFails_IsAnErrorInItsTrace()
    {
        using var seen = new ActivityLog("Microsoft.Orleans.Application");
        using var host = await StartAsync(silo => silo.AddActivityPropagation());
        var grain = host.Services.GetRequiredService<IGrainFactory>().GetGrain<IBrokenStorageGrain>("traced");
        await Assert.ThrowsAnyAsync<Exception>(grain.WriteAsync);
        var server = Assert.Single(seen.Stopped, a => a.Kind == ActivityKind.Server && (string?)a.GetTagItem("orleans.rpc.target_id") == grain.GetGrainId().ToString());
        Assert.Equal(ActivityStatusCode.Error, server.Status);
        Assert.NotNull(server.GetTagItem("exception.type"));
        Assert.NotNull(server.GetTagItem("exception.stacktrace"));
    }

    [Fact]
    [Source("src/Orleans.Core/Diagnostics/ActivityNames.cs")]
    public async Task LifeAndStorage_OfAGrain_AreTraced()
    {
        using var seen = new ActivityLog("Microsoft.Orleans.Lifecycle", "Microsoft.Orleans.Storage");
        using var host = await StartAsync();
        var grain = host.Services.GetRequiredService<IGrainFactory>().GetGrain<ITelemetryGrain>("life");
        await grain.SaveAndClearAsync();
        await grain.LeaveAsync();
        string[] expected = ["activate grain", "execute OnActivateAsync", "read storage", "write storage", "clear storage", "execute OnDeactivateAsync"];
        await Eventually.HoldsAsync(() => Task.FromResult(Array.TrueForAll(expected, name => Of(name) is not null) && Deactivation() is not null), "all activities");
        Assert.Equal("account", Of("write storage")!.GetTagItem("orleans.storage.state.name"));
        Assert.Equal("Account", Of("write storage")!.GetTagItem("orleans.storage.state.type"));
        Assert.Equal("new", Of("activate grain")!.GetTagItem("orleans.activation.cause"));
        Assert.Contains("ApplicationRequested", Of("execute OnDeactivateAsync")!.GetTagItem("orleans.deactivation.reason")!.ToString()!, StringComparison.Ordinal);
        Assert.Contains("ApplicationRequested", Deactivation()!.GetTagItem("orleans.deactivation.reason")!.ToString()!, StringComparison.Ordinal);

        // Orleans gives this one no tag of the grain's.
        Activity? Deactivation() => seen.Stopped.FirstOrDefault(a => a.OperationName == "deactivate grain" && a.SpanId == Of("execute OnDeactivateAsync")?.ParentSpanId);

        Activity? Of(string name) => seen.Stopped.FirstOrDefault(a => a.OperationName == name && (string?)a.GetTagItem("orleans.grain.id") == grain.GetGrainId().ToString());
    }

    /// <summary>Something of everything that is measured.</summary>
    private async Task LiveAsync(IHost host)
    {
        var client = host.Services.GetRequiredService<IClusterClient>();
        var grain = client.GetGrain<ITelemetryGrain>("live");
        await grain.SaveAndClearAsync();
        await grain.RemindAsync();
        await grain.SubscribeAsync("s");
        await client.GetStreamProvider("mem").GetStream<int>("telemetry", "s").OnNextAsync(1);
        await grain.UnsubscribeAsync("s");
        await Assert.ThrowsAnyAsync<Exception>(client.GetGrain<IBrokenActivationGrain>("broken").TouchAsync);
        var broken = client.GetGrain<IBrokenStorageGrain>("broken");
        await Assert.ThrowsAnyAsync<Exception>(broken.WriteAsync);
        await Assert.ThrowsAnyAsync<Exception>(broken.ClearAsync);
        await Assert.ThrowsAnyAsync<Exception>(broken.ReadAsync);
        using var cancel = new CancellationTokenSource();
        var cancelled = client.GetGrain<ITelemetryGrain>("cancelled").WaitAsync(cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        await client.GetGrain<ITelemetryGrain>("left").LeaveAsync();
        var held = client.GetGrain<ITelemetryGrain>("held").HoldAsync("never opened");
        for (var minute = 0; minute < 20; minute++) _clock.Advance(TimeSpan.FromMinutes(1));
        await Assert.ThrowsAsync<TimeoutException>(() => held);
    }

    private static async Task<IHost> StartAsync(Action<ISiloBuilder>? more = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(Ports.Free(), Ports.Free()).AddMemoryGrainStorage("store").AddMemoryGrainStorage("PubSubStore").AddMemoryStreams("mem").UseInMemoryReminderService();
            silo.Services.AddGrainStorage("broken", (_, _) => new BrokenStorage());
            more?.Invoke(silo);
        });
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }

    /// <summary>The activities of some sources that have ended.</summary>
    private sealed class ActivityLog : IDisposable
    {
        private readonly ActivityListener _listener;

        public ActivityLog(params string[] sources)
        {
            _listener = new ActivityListener
            {
                ShouldListenTo = source => sources.Contains(source.Name),
                Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
                ActivityStopped = Stopped.Enqueue,
            };
            ActivitySource.AddActivityListener(_listener);
        }

        public ConcurrentQueue<Activity> Stopped { get; } = new();

        public void Dispose() => _listener.Dispose();
    }
}
