using System.Runtime.ExceptionServices;
using Dendrite.Resilience.Metrics;

namespace Dendrite.Resilience.Services;

/// <summary>
/// How a call of a service ended, without throwing. A refused call costs no exception until somebody asks for it.
/// </summary>
/// <typeparam name="T">The type of the result.</typeparam>
public readonly struct ServiceResult<T> : IEquatable<ServiceResult<T>>
{
    private readonly T? _value;
    private readonly object? _error;

    private ServiceResult(CallOutcome outcome, T? value, object? error, bool fromFallback) =>
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
    public Exception? Exception => _error is Service service ? service.Refusal(Outcome) : (Exception?)_error;

    /// <summary>The value, or the exception thrown.</summary>
    public T GetValueOrThrow()
    {
        if (Exception is { } exception) ExceptionDispatchInfo.Throw(exception);
        return _value!;
    }

    /// <inheritdoc/>
    public bool Equals(ServiceResult<T> other) =>
        Outcome == other.Outcome && IsFallback == other.IsFallback && ReferenceEquals(_error, other._error)
        && EqualityComparer<T?>.Default.Equals(_value, other._value);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ServiceResult<T> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Outcome, _value, _error, IsFallback);

    /// <summary>Whether both ended alike.</summary>
    public static bool operator ==(ServiceResult<T> left, ServiceResult<T> right) => left.Equals(right);

    /// <summary>Whether they ended differently.</summary>
    public static bool operator !=(ServiceResult<T> left, ServiceResult<T> right) => !left.Equals(right);

    internal static ServiceResult<T> Ended(CallOutcome outcome, T? value) => new(outcome, value, null, false);

    internal static ServiceResult<T> FellBack(CallOutcome outcome, T value) => new(outcome, value, null, true);

    internal static ServiceResult<T> Failed(CallOutcome outcome, Exception exception) => new(outcome, default, exception, false);

    internal static ServiceResult<T> Refused(CallOutcome outcome, Service service) => new(outcome, default, service, false);
}
