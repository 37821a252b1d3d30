namespace Dendrite.Resources;

/// <summary>How an answer names its version, for conditional requests (RFC 9110, section 8.8).</summary>
/// <param name="ETag">The entity tag as it was sent, weak or strong.</param>
/// <param name="LastModified">
/// The modification time, kept only where it can be trusted: the clock of HTTP dates has a resolution of one second, so a
/// document that was modified in the second in which it was sent may change again under the same date (section 8.8.2.2).
/// </param>
public sealed record Validators(string? ETag, DateTimeOffset? LastModified)
{
    /// <summary>Whether a conditional request can be made.</summary>
    public bool IsUsable => ETag is not null || LastModified is not null;
}
