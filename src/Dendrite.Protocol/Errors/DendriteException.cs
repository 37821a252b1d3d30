namespace Dendrite.Protocol;

/// <summary>The base of everything that Dendrite throws on purpose. Retry by <see cref="IsTransient"/>, never by the message.</summary>
public abstract class DendriteException : Exception
{
    /// <summary>Makes an error with its stable code.</summary>
    protected DendriteException(DendriteErrorCode code, string message, Exception? inner = null) : base(message, inner) => Code = code;

    /// <summary>What went wrong, stable across versions.</summary>
    public DendriteErrorCode Code { get; private set; }

    /// <summary>Whether the same request may succeed later.</summary>
    public bool IsTransient => Code.IsTransient();
}
