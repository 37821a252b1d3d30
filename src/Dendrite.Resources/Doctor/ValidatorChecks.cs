using System.Globalization;
using System.Text.RegularExpressions;

namespace Dendrite.Resources;

/// <summary>Whether the names that the API gives to its versions can be believed.</summary>
internal static partial class ValidatorChecks
{
    public static IEnumerable<Finding> Of(Chart chart)
    {
        var documents = chart.Documents;
        if (documents.Count > 0 && documents.All(document => document.Answer.Fields.All("ETag").Count == 0 && document.Answer.Fields.All("Last-Modified").Count == 0))
            yield return FindingKinds.NoValidator.Found($"{Wording.Count(documents.Count, "document")} of {Wording.Size(documents.Average(document => document.Answer.Transferred))} came, and none could be asked for on condition.");
        if (chart.Answers.Where(answer => answer.Status is 200 or 304).Select(FaultOf).OfType<string>().FirstOrDefault() is { } fault) yield return FindingKinds.InvalidValidator.Found(fault);
        if (chart.Answers.Select(answer => answer.Fields.First("ETag")?.Trim()).OfType<string>().FirstOrDefault(tag => EntityTag.IsValid(tag) && !tag.EndsWith('"')) is { } bare)
            yield return FindingKinds.UnquotedTag.Found($"ETag is {bare.Length} characters without quotation marks.");
        if (chart.Answers.Count(answer => answer.Status == 304 && answer.Sent is not { IsUsable: true }) is var unasked and > 0)
            yield return FindingKinds.UnaskedNotModified.Found($"{Wording.Count(unasked, "answer")} of 304 to requests without a condition.");

        var same = documents.Zip(documents.Skip(1)).Where(pair => pair.First.Index.Hash == pair.Second.Index.Hash).ToArray();
        var retagged = same.Count(pair => pair is { First.Tag: { } one, Second.Tag: { } other } && one != other);
        var redated = same.Count(pair => pair is { First: { Tag: null, Modified: { } one }, Second: { Tag: null, Modified: { } other } } && one != other);
        if (retagged >= 2) yield return FindingKinds.UnstableValidator.Found($"{retagged} of {same.Length} times the same document came again with another ETag.");
        else if (redated >= 2) yield return FindingKinds.UnstableValidator.Found($"{redated} of {same.Length} times the same document came again with another Last-Modified.");

        var shared = SharedOf(chart).ToArray();
        if (shared.Where(pair => !IsCoarse(pair)).Select(pair => WhatOf(pair.First)).ToArray() is [var what, ..] lies)
            yield return FindingKinds.LyingValidator.Found($"{Wording.Count(lies.Length, "time")} another document had the same {what}.");
        // A date that is too coarse explains it too.
        else if (!shared.Any(IsCoarse) && StuckNotModified(chart) is var stuck and >= 2)
            yield return FindingKinds.LyingValidator.Found($"{stuck} times 304 was answered, and right after it another document to a request without a condition; never did a request on condition bring it.");
        if (shared.FirstOrDefault(IsCoarse) is { First: { } coarse })
            yield return FindingKinds.CoarseValidator.Found($"Two documents had the same {WhatOf(coarse)}, which is of the second, minute or day in which they were made.");

        if (IgnoredOf(chart) is var ignored and > 0 && !chart.Answers.Any(answer => answer.Status == 304))
            yield return FindingKinds.ConditionalIgnored.Found($"{ignored} of {Wording.Count(chart.Answers.Count(answer => answer.Sent is { IsUsable: true }), "request")} on condition brought the document that was known, under its validator.");
    }

    /// <summary>What is wrong with an answer's validators; null where nothing is.</summary>
    private static string? FaultOf(Observation answer)
    {
        var tags = answer.Fields.All("ETag");
        if (tags.Count > 1 && tags.Select(tag => tag.Trim()).Distinct().Count() > 1) return $"There are {tags.Count} ETags in one answer.";
        if (tags is [var tag, ..] && !EntityTag.IsValid(tag.Trim()))
            return tag.Trim().Length == 0 ? "ETag is empty." : $"ETag is {(tag.Length > 1024 ? $"{tag.Length} characters long" : tag.Any(c => c > '~') ? "not ASCII" : Wording.Quote(tag.Trim()))}.";
        if (answer.Fields.First("Last-Modified") is not { } date) return null;
        if (HttpDate.Parse(date, answer.Received) is not { } modified) return $"Last-Modified is {Wording.Quote(date.Trim())}, no date of HTTP.";
        return modified - answer.Fields.SentAt(answer.Received) > TimeSpan.FromMinutes(1) ? $"Last-Modified is {Wording.Time(modified - answer.Fields.SentAt(answer.Received))} ahead of the answer." : null;
    }

    /// <summary>Two documents in a row, the one before and the one after a change, that have one validator.</summary>
    private static IEnumerable<(ExaminedDocument First, ExaminedDocument Second)> SharedOf(Chart chart) => chart.Steps.Where(step =>
    {
        var (before, after) = step;
        if (before.Tag is { } tag ? tag != after.Tag : after.Tag is not null || before.Modified is null || before.Modified != after.Modified) return false;
        // A weak tag, and a date, name a meaning (RFC 9110, section 8.8.1), to which the time of the answer does not belong.
        return before.Tag?.StartsWith("W/", StringComparison.Ordinal) == false || before.Core.Hash != after.Core.Hash;
    });

    private static string WhatOf(ExaminedDocument document) => document.Tag is null ? "Last-Modified" : "ETag";

    /// <summary>Whether a document's validator is made of a time that was not over yet when it came.</summary>
    private static bool IsCoarse((ExaminedDocument First, ExaminedDocument Second) pair)
    {
        var document = pair.First;
        if (document.Modified is { } date && date == pair.Second.Modified)
        {
            var age = document.SentAt - date;
            if (age >= -EntityTag.Settling && age <= EntityTag.Settling) return true;
            if (document.Tag is null && age > TimeSpan.Zero && ((date.Second == 0 && age <= TimeSpan.FromHours(1)) || (date.TimeOfDay == TimeSpan.Zero && age <= TimeSpan.FromDays(1)))) return true;
        }
        return document.Tag is { } tag && Runs().Matches(tag).Any(run => IsThen(run.Value, document.SentAt));
    }

    /// <summary>Whether digits are the second of a moment, in decimal or hexadecimal, as servers make tags of a file's date.</summary>
    private static bool IsThen(string digits, DateTimeOffset moment)
    {
        var now = moment.ToUnixTimeSeconds();
        return (digits.Length == 10 && long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && Math.Abs(now - seconds) <= EntityTag.Settling.TotalSeconds)
            || (digits.Length == 8 && long.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out seconds) && Math.Abs(now - seconds) <= EntityTag.Settling.TotalSeconds);
    }

    /// <summary>How often 304 was followed by another document, where a request on condition never brought one.</summary>
    private static int StuckNotModified(Chart chart)
    {
        if (chart.Documents.Any(document => document.Answer.Sent is { IsUsable: true })) return 0;
        var (stuck, known, isSpared) = (0, (ExaminedDocument?)null, false);
        var documents = chart.Documents.ToDictionary<ExaminedDocument, Observation>(document => document.Answer, ReferenceEqualityComparer.Instance);
        foreach (var answer in chart.Answers)
        {
            if (answer.Status == 304) isSpared = known is not null;
            if (!documents.TryGetValue(answer, out var document)) continue;
            if (isSpared && known!.Core.Hash != document.Core.Hash) stuck++;
            (known, isSpared) = (document, false);
        }
        return stuck;
    }

    private static int IgnoredOf(Chart chart) => chart.Documents.Zip(chart.Documents.Skip(1)).Count(pair =>
        pair.Second.Answer.Sent is { IsUsable: true } sent && pair.First.Index.Hash == pair.Second.Index.Hash && (sent.ETag is { } tag ? tag == pair.Second.Tag : sent.LastModified == pair.Second.Modified));

    [GeneratedRegex("[0-9A-Fa-f]+", RegexOptions.CultureInvariant)]
    private static partial Regex Runs();
}
