namespace Dendrite.Protocol;

/// <summary>A proxy that was named: its address, or that there is to be none.</summary>
/// <param name="Address">An http or https address without credentials; null for none.</param>
/// <param name="User">Its login; null where it asks for none.</param>
/// <param name="Password">The password of the login.</param>
public sealed record ProxyDefinition(Uri? Address, string? User = null, string? Password = null)
{
    /// <summary>The proxy of the environment (HTTP_PROXY, HTTPS_PROXY, ALL_PROXY, NO_PROXY), or of the system.</summary>
    public static ProxyDefinition OfEnvironment { get; } = new((Uri?)null) { IsOfEnvironment = true };

    /// <summary>No proxy, whatever the environment says.</summary>
    public static ProxyDefinition None { get; } = new((Uri?)null);

    /// <summary>Whether the environment decides.</summary>
    public bool IsOfEnvironment { get; private init; }

    /// <summary>Its address; the password is never told.</summary>
    public override string ToString() => IsOfEnvironment ? "environment" : Address?.GetLeftPart(UriPartial.Authority) ?? "none";
}
