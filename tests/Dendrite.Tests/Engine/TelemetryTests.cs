using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Dendrite.Engine;

/// <summary>The meters and activities that a dashboard made for Orleans looks for.</summary>
public sealed class TelemetryTests
{
    [Fact]
    [Source("src/Orleans.Core/Diagnostics/Metrics/InstrumentNames.cs")]
    public async Task Activation_Created_IsCountedUnderOrleansName()
    {
        var created = 0;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Meter.Name == "Microsoft.Orleans" && instrument.Name == "orleans-catalog-activation-created") l.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<int>((_, value, _, _) => Interlocked.Add(ref created, value));
        listener.Start();
        using var host = await StartAsync();
        await host.Services.GetRequiredService<IGrainFactory>().GetGrain<IStringKeyGrain>("telemetry").KeyAsync();
        Assert.True(created > 0);
    }

    [Fact]
    [Source("src/Orleans.Core.Abstractions/Diagnostics/ActivitySources.cs")]
    public async Task Call_WithActivityPropagation_IsTracedAtBothEnds()
    {
        var seen = new ConcurrentQueue<(string Name, ActivityKind Kind, ActivityTraceId Trace)>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Microsoft.Orleans.Application",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity => seen.Enqueue((activity.OperationName, activity.Kind, activity.TraceId)),
        };
        ActivitySource.AddActivityListener(listener);
        using var host = await StartAsync();
        await host.Services.GetRequiredService<IGrainFactory>().GetGrain<IStringKeyGrain>("telemetry").KeyAsync();
        var calls = seen.Where(s => s.Name.EndsWith("/KeyAsync", StringComparison.Ordinal)).ToList();
        Assert.Contains(calls, c => c.Kind == ActivityKind.Client);
        Assert.Contains(calls, c => c.Kind == ActivityKind.Server && calls.Exists(o => o.Kind == ActivityKind.Client && o.Trace == c.Trace));
    }

    private static async Task<IHost> StartAsync()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.UseOrleans(silo => silo.UseLocalhostClustering().AddActivityPropagation());
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }
}
