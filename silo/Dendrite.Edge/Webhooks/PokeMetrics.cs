using System.Diagnostics.Metrics;
using Dendrite.Contracts.Resources;
using Dendrite.Protocol;

namespace Dendrite.Edge.Webhooks;

/// <summary>What events of backends come to. Tags: the backend where there is one, and why an event was refused; never a value of it.</summary>
internal static class PokeMetrics
{
    private static readonly Counter<long> Accepted =
        DendriteTelemetry.Meter.CreateCounter<long>("dendrite.poke.accepted", "{event}", "Events of backends that were taken.");

    private static readonly Counter<long> Refused =
        DendriteTelemetry.Meter.CreateCounter<long>("dendrite.poke.refused", "{event}", "Events that were refused, or had no effect because they had come before, by the reason.");

    private static readonly Counter<long> Resources =
        DendriteTelemetry.Meter.CreateCounter<long>("dendrite.poke.resources", "{resource}", "Resources that were polled for events.");

    private static readonly Counter<long> Skipped =
        DendriteTelemetry.Meter.CreateCounter<long>("dendrite.poke.skipped", "{rule}", "Rules that events fulfilled with a value that no path may hold.");

    /// <summary>An event was looked at.</summary>
    public static void Add(string backend, PokeAnswer answer)
    {
        var tag = new KeyValuePair<string, object?>("backend", backend);
        if (answer.Verdict != PokeVerdict.Taken)
        {
            Refuse(backend, ReasonOf(answer.Verdict));
            return;
        }
        Accepted.Add(1, tag);
        if (answer.Resources > 0) Resources.Add(answer.Resources, tag);
        if (answer.Skipped > 0) Skipped.Add(answer.Skipped, tag);
    }

    /// <summary>An event was refused.</summary>
    /// <param name="backend">The backend's name in lower case; null where there is none, for anybody can make names up.</param>
    /// <param name="reason">Why.</param>
    public static void Refuse(string? backend, string reason)
    {
        if (backend is null) Refused.Add(1, new KeyValuePair<string, object?>("reason", reason));
        else Refused.Add(1, new("backend", backend), new("reason", reason));
    }

    /// <summary>The reason as it is counted.</summary>
    public static string ReasonOf(PokeVerdict verdict) => verdict switch
    {
        PokeVerdict.Replayed => "replayed",
        PokeVerdict.Unknown => "unknown",
        PokeVerdict.Unsigned => "unsigned",
        PokeVerdict.WrongSignature => "signature",
        PokeVerdict.Stale => "stale",
        _ => "malformed",
    };
}
