using System.Runtime.ExceptionServices;
using Dendrite.Resilience.Metrics;

namespace Dendrite.Resilience.Guards;

/// <summary>
/// How a call of a guard ended, without throwing. A refused call costs no exception until somebody asks for it.
/// </summary>
/// <typeparam name="T">The type of the result.</typeparam>
public readonly struct GuardResult<T> : IEquatable<GuardResult<T>>
{
    private readonly T? _value;
    private readonly object? _error;

    private GuardResult(CallOutcome outcome, T? value, object? error, bool fromFallback) =>
        (Outcome, _value, _error, IsFallback) = (outcome, value, error, fromFallback);

    /// <summary>How the call itself ended; a fallback does not change it.</summary>
    public CallOutcome Outcome { get; }

    /// <summary>Whether the value is the fallback's.</summary>
    public bool IsFallback { get; }

    /// <summary>Whether there is a value: the call's, a fallback's, or a result that was judged a failure.</summary>
    public bool HasValue => _error is null;

    /// <summary>The value; the default where there is none.</summary>
    public T? Value => _value;

    /// <summary>Why there is no value; null where there is one. For a refused call it is made anew each time.</summary>
    public Exception? Exception => _error is Guard guard ? guard.Refusal(Outcome) : (Exception?)_error;

    /// <summary>The value, or the exception thrown.</summary>
    public T GetValueOrThrow()
    {
        if (Exception is { } exception) ExceptionDispatchInfo.Throw(exception);
        return _value!;
    }

    /// <inheritdoc/>
    public bool Equals(GuardResult<T> other) =>
        Outcome == other.Outcome && IsFallback == other.IsFallback && ReferenceEquals(_error, other._error)
        && EqualityComparer<T?>.Default.Equals(_value, other._value);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is GuardResult<T> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Outcome, _value, _error, IsFallback);

    /// <summary>Whether both ended alike.</summary>
    public static bool operator ==(GuardResult<T> left, GuardResult<T> right) => left.Equals(right);

    /// <summary>Whether they ended differently.</summary>
    public static bool operator !=(GuardResult<T> left, GuardResult<T> right) => !left.Equals(right);

    internal static GuardResult<T> Ended(CallOutcome outcome, T? value) => new(outcome, value, null, false);

    internal static GuardResult<T> FellBack(CallOutcome outcome, T value) => new(outcome, value, null, true);

    internal static GuardResult<T> Failed(CallOutcome outcome, Exception exception) => new(outcome, default, exception, false);

    internal static GuardResult<T> Refused(CallOutcome outcome, Guard guard) => new(outcome, default, guard, false);
}
