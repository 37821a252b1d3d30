namespace Dendrite.Resources;

/// <summary>Whether the API answers, and with what.</summary>
internal static class StatusChecks
{
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Slowest = TimeSpan.FromSeconds(5);

    public static IEnumerable<Finding> Of(Chart chart)
    {
        var (all, answers) = (chart.All, chart.Answers);
        Observation[] none = [.. all.Where(one => one.Status == 0)];
        if (none.Length > 0) yield return FindingKinds.NoAnswer.Found($"{none.Length} of {Wording.Count(all.Count, "request")} got no answer: the backend {none[0].Failure}.");
        Observation[] broken = [.. answers.Where(answer => answer.Failure is not null)];
        if (broken.Length > 0) yield return FindingKinds.BrokenAnswer.Found($"{broken.Length} of {Wording.Count(answers.Count, "answer")} broke off: the backend {broken[0].Failure}.");

        foreach (var finding in OfStatus(chart, FindingKinds.ServerError, answer => answer.Status >= 500 && !LimitChecks.IsThrottle(answer))) yield return finding;
        foreach (var finding in OfStatus(chart, FindingKinds.Unauthorized, answer => answer.Status is 401 or 403 or 407 && !LimitChecks.IsThrottle(answer))) yield return finding;
        foreach (var finding in OfStatus(chart, FindingKinds.NotFound, answer => answer.Status is 404 or 410)) yield return finding;
        foreach (var finding in OfStatus(chart, FindingKinds.ClientError, answer => answer.Status is >= 400 and < 500 and not (401 or 403 or 404 or 407 or 410 or 429))) yield return finding;
        foreach (var finding in OfStatus(chart, FindingKinds.NoContent, answer => answer.Status is 204 or 205)) yield return finding;
        foreach (var finding in OfStatus(chart, FindingKinds.NotReady, answer => answer.Status == 202)) yield return finding;
        foreach (var finding in OfStatus(chart, FindingKinds.PartialAnswer, answer => answer.Status is 206 or 226)) yield return finding;

        var times = answers.Select(answer => answer.Took).Order().ToArray();
        if (times.Length > 0 && (times[times.Length / 2] >= Slow || times[^1] >= Slowest))
            yield return FindingKinds.SlowAnswers.Found($"Half of the answers took {Wording.Time(times[times.Length / 2])} or less, the slowest {Wording.Time(times[^1])}.");
    }

    private static IEnumerable<Finding> OfStatus(Chart chart, FindingKind kind, Func<Observation, bool> isOne)
    {
        Observation[] found = [.. chart.Answers.Where(isOne)];
        if (found.Length > 0) yield return kind.Found($"{found.Length} of {Wording.Count(chart.Answers.Count, "answer")}: {Wording.Statuses(found)}.");
    }
}
