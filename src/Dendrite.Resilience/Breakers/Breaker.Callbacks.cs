using System.Diagnostics;

namespace Dendrite.Resilience.Breakers;

// Code of the user's that the breaker calls. Whatever it throws, the breaker goes on: a permit that is lost for it would
// keep the breaker half-open for ever.
public sealed partial class Breaker
{
    /// <summary>The trace source that failures of handlers and judges go to; listen to it, or set its level, by this name.</summary>
    public const string Channel = "dendrite.breakers";

    private static readonly TraceSource Trace = new(Channel, SourceLevels.Error);

    private readonly CallbackFailures _callbackFailures;

    internal event Action<string, Exception>? CallbackFailed
    {
        add => _callbackFailures.Noted += value;
        remove => _callbackFailures.Noted -= value;
    }

    /// <summary>How many handlers and judges have thrown. What they threw goes to the trace source <see cref="Channel"/> and no further.</summary>
    public long CallbackFailures => _callbackFailures.Count;

    /// <summary>What an exception says of the health of what was called, by <see cref="BreakerOptions.Judge"/>; a failure where that throws.</summary>
    public CallVerdict VerdictOn(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        try
        {
            return _options.VerdictOn(exception);
        }
        catch (Exception e)
        {
            _callbackFailures.Note(nameof(BreakerOptions.Judge), e);
            return CallVerdict.Failure;
        }
    }

    /// <summary>What a result says by a judge; where that throws, nothing, and the throw is the outcome.</summary>
    internal CallVerdict VerdictOn<T>(T result, Func<T, CallVerdict> judge, out Exception? thrown)
    {
        thrown = null;
        try
        {
            return judge(result);
        }
        catch (Exception e)
        {
            _callbackFailures.Note("judge", thrown = e);
            return CallVerdict.Ignored;
        }
    }
}
