namespace Dendrite.Resources;

/// <summary>How an answer names its version, for conditional requests (RFC 9110, section 8.8): one of the two, valid, and old enough to prove something.</summary>
/// <param name="ETag">The entity tag as it was sent, weak or strong.</param>
/// <param name="LastModified">The modification time, where there is no tag.</param>
public sealed record Validators(string? ETag, DateTimeOffset? LastModified)
{
    /// <summary>No conditional request can be made.</summary>
    public static Validators None { get; } = new(null, null);

    /// <summary>Whether a conditional request can be made.</summary>
    public bool IsUsable => ETag is not null || LastModified is not null;
}
