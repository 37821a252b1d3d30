using Dendrite.Protocol;

namespace Dendrite.Client;

/// <summary>How a <see cref="LiveDocument"/> listens.</summary>
public sealed record LiveDocumentOptions
{
    /// <summary>The form of the updates. Default <see cref="ResourceFormat.Patch"/>.</summary>
    public ResourceFormat Format { get; init; } = ResourceFormat.Patch;

    /// <summary>Whether each update's hash is checked against the document; it costs one reading of the document. Default true.</summary>
    public bool VerifyHash { get; init; } = true;

    /// <summary>The wait before the first attempt to connect again; doubled with each failure in a row. Default 250 ms.</summary>
    public TimeSpan FirstBackoff { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The longest wait between attempts. Default 30 s.</summary>
    public TimeSpan LongestBackoff { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Told of each broken connection, for logs; the live document goes on by itself.</summary>
    public Action<Exception>? OnDisconnected { get; init; }
}
