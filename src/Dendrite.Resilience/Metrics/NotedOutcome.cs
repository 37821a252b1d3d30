using Polly;

namespace Dendrite.Resilience.Metrics;

/// <summary>What a guard within a pipeline knows of how a call ended, for whoever counts further out: an exception alone does not tell it.</summary>
internal sealed record NotedOutcome(CallOutcome Outcome, Exception Exception)
{
    private static readonly ResiliencePropertyKey<NotedOutcome> Key = new("dendrite.outcome");

    public static void Note(ResilienceContext context, CallOutcome outcome, Exception exception) => context.Properties.Set(Key, new(outcome, exception));

    /// <summary>The outcome of the attempt that ended so; null where nobody said.</summary>
    public static CallOutcome? Of(ResilienceContext context, Exception exception) =>
        context.Properties.TryGetValue(Key, out var noted) && ReferenceEquals(noted.Exception, exception) ? noted.Outcome : null;
}
