using Dendrite.Resilience.Breakers;

namespace Dendrite.Resilience.Guards;

/// <summary>What the end of an attempt means: for the breaker, for the retries, and how long to leave the guard alone.</summary>
/// <param name="Verdict">What it says of the guard's health. <see cref="CallVerdict.Ignored"/> ends the call at once, as a bad request.</param>
/// <param name="IsRetryable">Whether another attempt may help and can do no harm.</param>
/// <param name="RetryAfter">How long the guard asks to be left alone; null where it does not say.</param>
public readonly record struct CallJudgement(CallVerdict Verdict, bool IsRetryable = false, TimeSpan? RetryAfter = null)
{
    /// <summary>It went well.</summary>
    public static CallJudgement Success => new(CallVerdict.Success);

    /// <summary>It failed, and may be tried again.</summary>
    public static CallJudgement Failure => new(CallVerdict.Failure, IsRetryable: true);

    /// <summary>The request was at fault.</summary>
    public static CallJudgement BadRequest => new(CallVerdict.Ignored);
}
