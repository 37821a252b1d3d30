using System.Text.Json;
using Dendrite.Diff;

namespace Dendrite.Resources;

/// <summary>Whether the documents, one after another, are changes of one truth.</summary>
internal static class ContentChecks
{
    private const double Half = 0.5;
    private const double Again = 0.9;

    /// <summary>Within so many documents what was lost is there again.</summary>
    private const int Moment = 3;

    public static IEnumerable<Finding> Of(Chart chart)
    {
        if (chart.Volatile.Count > 0)
        {
            var alone = chart.Steps.Count - chart.RealSteps.Count();
            yield return FindingKinds.VolatileMembers.Found($"{Listed(chart.Volatile)}: in {alone} of {Wording.Count(chart.Steps.Count, "change")} nothing else differed.");
        }
        var steps = chart.RealSteps.ToArray();
        if (steps.Count(IsShuffled) is var shuffled and > 0)
            yield return FindingKinds.UnstableOrder.Found($"{shuffled} of {Wording.Count(steps.Length, "change")} were of the order alone.");
        if (IsFlapping(chart)) yield return FindingKinds.Flapping.Found($"{steps.Length} changes, and {chart.Documents.Select(document => document.Core.Hash).Distinct().Count()} documents in all.");
        if (BackwardsMember.Of(chart) is { } back) yield return FindingKinds.GoesBack.Found($"{back.Pointer} went back {Wording.Count(back.Times, "time")} in {Wording.Count(chart.Documents.Count, "document")}.");
        if (ShrunkOf(chart).ToArray() is [var (from, to), ..] losses)
            yield return FindingKinds.ShrinkingList.Found($"{Wording.Count(losses.Length, "time")} it had fewer than half of its bytes or items, {from} before and {to} then, and had them again.");
    }

    /// <summary>Some pointers in a sentence.</summary>
    public static string Listed(IReadOnlyList<string> pointers) => string.Join(", ", pointers.Take(5)) + (pointers.Count > 5 ? $" and {pointers.Count - 5} more" : "");

    /// <summary>Documents that lost half of their bytes or items for a moment: how much there was, and what was left.</summary>
    public static IEnumerable<(string Before, string After)> ShrunkOf(Chart chart)
    {
        var documents = chart.Documents;
        for (var i = 1; i < documents.Count - 1; i++)
        {
            foreach (var (size, unit) in new (Func<ExaminedDocument, double> Of, string Unit)[] { (ItemsOf, "items"), (document => document.Core.Utf8.Length, "bytes") })
            {
                var (before, now) = (size(documents[i - 1]), size(documents[i]));
                if (before < 2 || now >= before * Half || !documents.Skip(i + 1).Take(Moment).Any(later => size(later) >= before * Again)) continue;
                yield return ($"{before} {unit}", $"{now} {unit}");
                break;
            }
        }
    }

    private static bool IsShuffled((ExaminedDocument Before, ExaminedDocument After) step) => UnorderedHash.Of(step.Before.Root) == UnorderedHash.Of(step.After.Root);

    private static bool IsFlapping(Chart chart)
    {
        var (watch, differ) = (new ChangeWatch(), new JsonDiffer());
        foreach (var (before, after) in chart.RealSteps.Where(step => !IsShuffled(step))) watch.Changed(before.Core, after.Core, differ, after.Answer.At);
        // However long it was watched, what comes in turn comes in turn.
        return chart.Documents.Count > 0 && watch.IsFlapping(chart.Documents[^1].Answer.At) && !ShrunkOf(chart).Any();
    }

    private static double ItemsOf(ExaminedDocument document) => MainList.Of(document.Root)?.List.GetArrayLength() ?? (document.Root.ValueKind == JsonValueKind.Null ? 0 : 1);
}
