using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Orleans.Runtime;

/// <summary>What is measured of reminders, under Orleans's names.</summary>
internal static class ReminderMetrics
{
    private static readonly Histogram<double> Tardiness = EngineMetrics.Meter.CreateHistogram<double>("orleans-reminders-tardiness", "seconds");
    private static readonly Counter<int> TicksDelivered = EngineMetrics.Meter.CreateCounter<int>("orleans-reminders-ticks-delivered");

    private static readonly ConcurrentDictionary<ReminderService, bool> Services = new();

    static ReminderMetrics() => EngineMetrics.Meter.CreateObservableGauge("orleans-reminders-active", static () => Services.Keys.Sum(s => s.ActiveCount));

    public static void Started(ReminderService service) => Services.TryAdd(service, true);

    public static void Stopped(ReminderService service) => Services.TryRemove(service, out _);

    /// <summary>A tick fires: how long after it was due.</summary>
    public static void Ticks(Reminder reminder, DateTime now)
    {
        if (!Tardiness.Enabled) return;
        var since = now - reminder.StartAt;
        Tardiness.Record(reminder.Period <= TimeSpan.Zero || since <= TimeSpan.Zero ? 0 : TimeSpan.FromTicks(since.Ticks % reminder.Period.Ticks).TotalSeconds);
    }

    public static void Delivered() => TicksDelivered.Add(1);
}
