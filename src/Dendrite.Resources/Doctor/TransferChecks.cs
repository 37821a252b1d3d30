using System.IO.Compression;

namespace Dendrite.Resources;

/// <summary>How the answers travel: their size, their packing, the way to them, and the clock at its end.</summary>
internal static class TransferChecks
{
    /// <summary>A document of so many bytes is large.</summary>
    public const long Large = 1_000_000;

    // One packet's worth is not worth packing, nor what gets hardly smaller by it.
    private const int LeastPacked = 1_400;
    private const double Worthwhile = 0.7;

    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(5);

    public static IEnumerable<Finding> Of(Chart chart)
    {
        foreach (var finding in OfSizes(chart).Concat(OfRedirects(chart))) yield return finding;
        var answers = chart.Answers;
        if (answers.SelectMany(answer => answer.Fields.All("Set-Cookie")).Select(cookie => cookie.Split('=', ';')[0].Trim()).Where(name => name.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray() is [_, ..] cookies)
            yield return FindingKinds.Cookies.Found($"Set-Cookie: {string.Join(", ", cookies.Take(5).Select(Wording.Quote))}.");
        if (SkewOf(answers) is { } skew) yield return FindingKinds.ClockSkew.Found(skew);
        if (answers.FirstOrDefault(answer => answer.Fields.First("Sunset") is not null || answer.Fields.First("Deprecation") is { } said && !said.Trim().Equals("false", StringComparison.OrdinalIgnoreCase)) is { } old)
            yield return FindingKinds.Deprecated.Found(old.Fields.First("Sunset") is { } date ? $"Sunset is {Wording.Quote(date.Trim())}." : $"Deprecation is {Wording.Quote(old.Fields.First("Deprecation")!.Trim())}.");
    }

    private static IEnumerable<Finding> OfSizes(Chart chart)
    {
        if (chart.Answers.Count(answer => answer.IsTooLarge) is var cut and > 0) yield return FindingKinds.TooLarge.Found($"{cut} of {Wording.Count(chart.Answers.Count, "answer")} had more than {Wording.Size(HttpProbe.SizeLimit)}.");
        if (chart.Answers.Select(answer => answer.StrangeCoding).OfType<string>().FirstOrDefault() is { } coding) yield return FindingKinds.StrangeCoding.Found($"Content-Encoding is {Wording.Quote(coding)}.");
        if (chart.Documents.MaxBy(document => document.Answer.Body.Length) is not { Answer: { } largest }) yield break;
        if (largest.Body.Length >= Large) yield return FindingKinds.LargeDocument.Found($"It has {Wording.Size(largest.Body.Length)}, {Wording.Size(largest.Transferred)} as sent.");
        if (largest.Body.Length < LeastPacked || largest.Fields.List("Content-Encoding").Trim() is not ("" or "identity")) yield break;
        var packed = PackedLength(largest.Body);
        if (packed <= largest.Body.Length * Worthwhile) yield return FindingKinds.NoCompression.Found($"{Wording.Size(largest.Body.Length)} were sent as they are; gzip makes {Wording.Size(packed)} of them.");
    }

    private static IEnumerable<Finding> OfRedirects(Chart chart)
    {
        var hops = chart.All.SelectMany(one => one.Redirects).ToArray();
        if (hops.LastOrDefault(hop => RedirectRules.IsPermanent(hop.Status)) is { } moved) yield return FindingKinds.PermanentRedirect.Found($"{moved.Status} to {Shown(moved.To)}.");
        if (hops.LastOrDefault(hop => !RedirectRules.IsPermanent(hop.Status)) is { } sent) yield return FindingKinds.TemporaryRedirect.Found($"{sent.Status} to {Shown(sent.To)}.");
        if (hops.LastOrDefault(hop => hop.To is not null && !RedirectRules.IsSameOrigin(hop.From, hop.To)) is { } away) yield return FindingKinds.RedirectElsewhere.Found($"{away.Status} from {away.From.GetLeftPart(UriPartial.Authority)} to {away.To!.GetLeftPart(UriPartial.Authority)}.");
        if (chart.All.Select(one => one.RedirectRefusal).OfType<string>().FirstOrDefault() is { } refusal) yield return FindingKinds.RedirectFails.Found($"{refusal}.");
    }

    /// <summary>A query may hold a credential.</summary>
    private static string Shown(Uri? address) => address?.GetLeftPart(UriPartial.Path) ?? "no address";

    private static long PackedLength(byte[] body)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(body);
        return packed.Length;
    }

    /// <summary>
    /// How far the dates of the answers are from when they came. What a cache gives out has the date of its making, which stands still: then the first
    /// says the most, and dates that only fall behind say nothing of a clock.
    /// </summary>
    private static string? SkewOf(IReadOnlyList<Observation> answers)
    {
        var ahead = answers.Select(AheadOf).OfType<TimeSpan>().ToArray();
        if (ahead.Length == 0) return null;
        var (least, most) = (ahead.Min(), ahead.Max());
        if (least > Skew) return $"Its clock is {Wording.Time(least)} ahead of this machine's.";
        if (most < -Skew) return $"Its clock is {Wording.Time(-most)} behind this machine's.";
        var isFallingBehind = ahead.Zip(ahead.Skip(1)).All(pair => pair.Second <= pair.First + TimeSpan.FromSeconds(1));
        return most - least > 2 * Skew && !isFallingBehind ? $"The clocks of its answers lie {Wording.Time(most - least)} apart, as of several machines." : null;
    }

    private static TimeSpan? AheadOf(Observation answer)
    {
        if (HttpDate.Parse(answer.Fields.First("Date"), answer.Received) is not { } date) return null;
        // A date has lost half a second on the average.
        var moment = answer.At + answer.Took / 2 - TimeSpan.FromSeconds(0.5);
        return date + (CacheControl.DeltaSeconds(answer.Fields.First("Age")?.Trim()) ?? TimeSpan.Zero) - moment;
    }
}
