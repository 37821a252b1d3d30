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

/// <summary>The caller asked for something that cannot be given; asking again will not help.</summary>
public sealed class InvalidRequestException(DendriteErrorCode code, string message) : DendriteException(code, message);

/// <summary>A backend gave no usable answer.</summary>
public sealed class UpstreamException : DendriteException
{
    /// <summary>Makes an error of a failed call.</summary>
    public UpstreamException(DendriteErrorCode code, string message, int? statusCode = null, TimeSpan? retryAfter = null)
        : base(code, message)
    {
        StatusCode = statusCode;
        RetryAfter = retryAfter;
    }

    /// <summary>The backend's HTTP status, where it answered at all.</summary>
    public int? StatusCode { get; private set; }

    /// <summary>How long to wait before asking again, where that is known.</summary>
    public TimeSpan? RetryAfter { get; private set; }
}

/// <summary>State could not be read or written for now: the disk is full, say. The message names the cause for people; nothing was changed.</summary>
public sealed class StorageException(string message, Exception? inner = null) : DendriteException(DendriteErrorCode.StorageUnavailable, message, inner);

/// <summary>An operator has ended this one listener; it may come back.</summary>
public sealed class DisconnectedException(string message) : DendriteException(DendriteErrorCode.Disconnected, message);

/// <summary>A configuration or definition is wrong; every fault is listed, each with its full key.</summary>
public sealed class DefinitionException : DendriteException
{
    /// <summary>Makes one error of all faults; there must be at least one.</summary>
    public DefinitionException(IReadOnlyList<string> faults)
        : base(DendriteErrorCode.InvalidDefinition, string.Join(Environment.NewLine, faults)) => Faults = faults;

    /// <summary>One sentence a fault, beginning with the key.</summary>
    public IReadOnlyList<string> Faults { get; private set; }
}
