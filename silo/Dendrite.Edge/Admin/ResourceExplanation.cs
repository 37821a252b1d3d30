using System.Globalization;
using Dendrite.Protocol;

namespace Dendrite.Edge.Admin;

/// <summary>In plain words when a resource is polled next and why, what its backend said, and what was saved; and its last polls, the oldest first.</summary>
internal sealed record ResourceExplanation(string Address, IReadOnlyList<string> Explanation, IReadOnlyList<PollDescription> Polls)
{
    /// <summary>How many of the last polls are shown.</summary>
    public const int MostPolls = 200;

    public static ResourceExplanation Of(ResourceReading resource, IReadOnlyList<PollRecord> polls, DateTimeOffset now) =>
        new(resource.Key.Address, [.. Sentences(resource, now)], [.. polls.Select(PollDescription.Of)]);

    private static IEnumerable<string> Sentences(ResourceReading resource, DateTimeOffset now)
    {
        var status = resource.Status;
        yield return status.Position.Sequence == 0 ? "No document is known yet."
            : string.Create(CultureInfo.InvariantCulture, $"The document has {status.DocumentBytes} bytes and is at position {status.Position}{(status.ConfirmedAt is { } at ? $", confirmed {Words(now - at)} ago" : "")}.");
        yield return WhenNext(status, now);
        if (status.LastPoll is { } last) yield return WhatWasSaid(last, now);
        if (status.Staleness is { } stale)
            yield return $"It is {(stale.Code == DendriteErrorCode.Gone ? "gone" : "stale")} since {stale.Since:u} ({stale.Code.ToText()}): {stale.Reason}";
        if (status.FreshFor > TimeSpan.Zero) yield return $"The backend says that its answers are fresh for {Words(status.FreshFor)}.";
        if (status.ChangedAt is { } changed)
            yield return $"It last changed {Words(now - changed)} ago{(status.ChangesEvery is { } every ? $", and changes about every {Words(every)}" : "")}.";
        if (status.Polls > 0) yield return WhatWasSaved(resource);
        foreach (var warning in status.Warnings ?? []) yield return warning;
    }

    private static string WhenNext(Contracts.Resources.ResourceStatus status, DateTimeOffset now)
    {
        if (status.Rule == PollRule.Paused) return "It is not polled: an operator has paused it.";
        if (status.Due is not { } due) return "Nobody listens, so it is not polled.";
        var interval = Words(status.Interval);
        var why = status.Rule switch
        {
            PollRule.Start => "it is the first",
            PollRule.Changed => $"the last poll brought a change, so the interval was halved, to {interval}",
            PollRule.Quiet => $"the document is quiet, so the interval grows by half with each poll, now {interval}, up to MaxInterval",
            PollRule.MaxAge => $"a listener wishes the document to be no older than {(status.MaxAge is { } age ? Words(age) : "that")}",
            PollRule.Freshness => $"the backend said that its last answer is fresh until then (Cache-Control or Expires, {Words(status.FreshFor)}), and is not asked before",
            PollRule.SlowAnswer => "the last answer took long, and the backend gets as long a rest",
            PollRule.Busy => "polls wait for a place among the requests to the backend for longer than the interval (MaxConcurrency)",
            PollRule.Throttled => "the backend's limit of requests allows none sooner",
            PollRule.Backoff => $"{status.Staleness?.Failures ?? 1} polls in a row have failed, and it backs off",
            PollRule.RetryAfter => "the backend asked to wait that long (Retry-After)",
            PollRule.BreakerOpen => "calls to the backend are suspended: its breaker is open",
            PollRule.Gone => "the backend says that there is no such document, so it is asked less and less often",
            PollRule.Safety => "the backend tells of changes itself, and is asked only to be safe (Pokes:SafetyInterval)",
            PollRule.Doubted => "the last answer has to come twice before it is believed",
            _ => "somebody said that it has changed",
        };
        return $"The next poll is {(due > now ? $"due in {Words(due - now)}" : "due now, or under way")}: {why}.";
    }

    private static string WhatWasSaid(PollRecord poll, DateTimeOffset now)
    {
        var what = poll.Result switch
        {
            PollResult.Changed => string.Create(CultureInfo.InvariantCulture, $"brought another document, {poll.Bytes} bytes"),
            PollResult.Unchanged => string.Create(CultureInfo.InvariantCulture, $"brought the same document whole, {poll.Bytes} bytes: the backend gives no validator that would have spared them"),
            PollResult.NotModified => "was answered 304 Not Modified",
            PollResult.Dropped => "brought an answer that is not believed (Monotonic, ConfirmShrink)",
            PollResult.Gone => $"was answered {poll.StatusCode}: there is no such document",
            PollResult.Throttled => $"was held back by the backend's limit of requests{Status(poll)}",
            PollResult.Busy => "was not sent, for want of a place among the requests to the backend",
            PollResult.Refused => "was not sent: the backend's breaker is open",
            _ => $"failed{Status(poll)}: {poll.Reason}",
        };
        return $"The last poll, {Words(now - poll.At)} ago, took {Words(poll.Took)} and {what.TrimEnd('.')}.";
    }

    private static string Status(PollRecord poll) => poll.StatusCode is { } status ? string.Create(CultureInfo.InvariantCulture, $" ({status})") : "";

    private static string WhatWasSaved(ResourceReading resource)
    {
        var status = resource.Status;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Of {status.Polls} polls {status.NotModified} were answered 304, {status.Updates} brought a change and {status.Failures} failed; {resource.BytesSaved} bytes were spared, and with {resource.Listeners} listeners here {Math.Round(resource.CallsSavedPerMinute, 1)} calls a minute.");
    }

    /// <summary>A time as people say it.</summary>
    private static string Words(TimeSpan time)
    {
        if (time < TimeSpan.Zero) time = TimeSpan.Zero;
        return time.TotalSeconds < 1 ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0} ms")
            : time.TotalSeconds < 120 ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.#} s")
            : time.TotalMinutes < 120 ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0} min")
            : time.TotalHours < 48 ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalHours:0} h")
            : string.Create(CultureInfo.InvariantCulture, $"{time.TotalDays:0} days");
    }
}

/// <summary>One poll of the record. Times in milliseconds.</summary>
internal sealed record PollDescription(
    DateTimeOffset At, string Result, int? Status, int Bytes, double TookMs, string Position, DateTimeOffset Next, string Rule, string? Reason)
{
    public static PollDescription Of(PollRecord poll) => new(
        poll.At, Name(poll.Result), poll.StatusCode, poll.Bytes, Math.Round(poll.Took.TotalMilliseconds, 1), poll.Position.ToString(), poll.Next, Name(poll.Rule), poll.Reason);

    private static string Name<T>(T value) where T : struct, Enum => System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());
}
