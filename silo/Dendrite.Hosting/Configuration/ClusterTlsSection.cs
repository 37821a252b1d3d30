using Dendrite.Contracts.Configuration;
using Microsoft.Extensions.Configuration;

namespace Dendrite.Hosting.Configuration;

/// <summary>Reads the section <c>Cluster:Tls</c> and the files that it names. A password is in no fault.</summary>
internal static class ClusterTlsSection
{
    /// <summary>The settings; null where there is no such section, or something is wrong with it.</summary>
    public static ClusterTls? Read(IConfigurationSection section, List<string> faults)
    {
        if (!section.Exists()) return null;
        var reader = new SectionReader(section, faults);
        var certificate = CertificateFiles.ReadCertificate(reader);
        var authority = CertificateFiles.ReadAuthority(reader, "the authority that signs the certificates of all silos");
        var hostName = reader.Text(nameof(ClusterTls.HostName));
        if (hostName is not null && Uri.CheckHostName(hostName) is UriHostNameType.Unknown)
        {
            reader.Fault(nameof(ClusterTls.HostName), $"is '{hostName}', which is no name of a host");
            return null;
        }
        if (certificate is null || authority is null) return null;
        var tls = new ClusterTls { Certificate = certificate, Authority = authority, HostName = hostName };
        if (tls.RefuseOwn() is not { } refused) return tls;
        reader.Fault("Certificate", refused);
        return null;
    }
}
