namespace Dendrite.Protocol;

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
