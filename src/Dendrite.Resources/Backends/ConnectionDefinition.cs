using System.Security.Cryptography.X509Certificates;
using Dendrite.Protocol;

namespace Dendrite.Resources;

/// <summary>How a backend is connected to: whom it must be, who we are, and by which way.</summary>
public sealed record ConnectionDefinition
{
    /// <summary>
    /// The authorities that sign the backend's certificate, the intermediate ones too; they take the place of those that this machine trusts. Null for these.
    /// </summary>
    public X509Certificate2Collection? Authority { get; init; }

    /// <summary>What is presented to the backend, and to nobody that it redirects to, where it asks for a certificate; with its key. Null for none.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>Which proxy is used. Default that of the environment.</summary>
    public ProxyDefinition Proxy { get; init; } = ProxyDefinition.OfEnvironment;

    /// <summary>
    /// How long a connection is used: after this long a changed answer of the DNS is seen, and a balancer may choose anew. Default 5 minutes; 1 second to 1 day.
    /// </summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Equal settings: certificates with the same bytes are the same.</summary>
    public bool Equals(ConnectionDefinition? other) =>
        other is not null && Proxy == other.Proxy && Lifetime == other.Lifetime && Certificate?.Thumbprint == other.Certificate?.Thumbprint &&
        Thumbprints(Authority).SequenceEqual(Thumbprints(other.Authority));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Proxy, Lifetime, Certificate?.Thumbprint);

    private static IEnumerable<string> Thumbprints(X509Certificate2Collection? certificates) => certificates?.Select(certificate => certificate.Thumbprint) ?? [];
}
