using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Dendrite.Hosting.Configuration;

/// <summary>How the silos of a cluster, and clients that join it, prove to each other who they are. Read once, at the start.</summary>
public sealed class ClusterTls
{
    /// <summary>What a certificate that is for certain uses only must be for at the side that is connected to.</summary>
    internal const string ServerUse = "1.3.6.1.5.5.7.3.1";

    /// <summary>The same, at the side that connects.</summary>
    internal const string ClientUse = "1.3.6.1.5.5.7.3.2";

    /// <summary>What this silo presents to those that connect, and where it connects itself; with its key.</summary>
    public required X509Certificate2 Certificate { get; init; }

    /// <summary>The certificates of the authority, the intermediate ones too.</summary>
    public required X509Certificate2Collection Authority { get; init; }

    /// <summary>A name that the certificate of every peer carries; null asks for none: whom the authority signed is a peer.</summary>
    public string? HostName { get; init; }

    /// <summary>Why a peer with this certificate is refused; null where it is let in. What the machine itself trusts counts for nothing.</summary>
    /// <param name="certificate">What the peer presents.</param>
    /// <param name="uses">What it must be for.</param>
    internal string? Refuse(X509Certificate2 certificate, params ReadOnlySpan<string> uses)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        // Nobody outside is asked: neither for lists of what was revoked, nor for certificates that are missing.
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.CustomTrustStore.AddRange(Authority);
        chain.ChainPolicy.ExtraStore.AddRange(Authority);
        foreach (var use in uses) chain.ChainPolicy.ApplicationPolicy.Add(new Oid(use));
        if (!chain.Build(certificate)) return Explain(chain.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, one) => all | one.Status));
        return HostName is null || certificate.MatchesHostname(HostName) ? null : $"is not of the name {HostName}";
    }

    /// <summary>Why this silo's own certificate would be refused by its peers; null where it would not.</summary>
    internal string? RefuseOwn() => Refuse(Certificate, ServerUse, ClientUse);

    private static string Explain(X509ChainStatusFlags flags) => flags switch
    {
        _ when flags.HasFlag(X509ChainStatusFlags.PartialChain) || flags.HasFlag(X509ChainStatusFlags.UntrustedRoot) || flags.HasFlag(X509ChainStatusFlags.NotSignatureValid) => "is not signed by Cluster:Tls:Authority",
        _ when flags.HasFlag(X509ChainStatusFlags.NotTimeValid) => "has expired or is not valid yet, it or its authority",
        _ when flags.HasFlag(X509ChainStatusFlags.NotValidForUsage) => "is not for this use; it must be for servers and clients both",
        _ => $"is refused: {flags}",
    };
}
