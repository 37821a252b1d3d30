namespace Dendrite.Resources;

/// <summary>Watches an API for a while.</summary>
internal static class Examination
{
    /// <summary>How long it may take; the shortest is one second.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    /// <summary>Sends what the plan says and notes what comes.</summary>
    /// <param name="ask">Sends one request.</param>
    /// <param name="length">How long it takes.</param>
    /// <param name="clock">The clock of the plan.</param>
    /// <param name="seen">Called with each exchange.</param>
    /// <param name="cancellationToken">Ends it; what was seen until then is the result.</param>
    public static async Task<IReadOnlyList<Observation>> RunAsync(
        Func<Validators?, CancellationToken, Task<Observation>> ask, TimeSpan length, TimeProvider clock, Action<Observation>? seen, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(ask);
        var plan = new ExaminationPlan(clock.GetUtcNow(), length);
        var observations = new List<Observation>();
        try
        {
            while (plan.Next(observations) is { } next)
            {
                if (next.At - clock.GetUtcNow() is { Ticks: > 0 } wait) await Task.Delay(wait, clock, cancellationToken);
                var observation = await ask(next.Validators, cancellationToken);
                observations.Add(observation);
                seen?.Invoke(observation);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Whoever stops it wants to hear what was seen so far.
        }
        return observations;
    }
}
