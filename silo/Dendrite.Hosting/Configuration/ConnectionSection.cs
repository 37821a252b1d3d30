using Dendrite.Contracts.Configuration;
using Dendrite.Protocol;
using Dendrite.Resources;
using Microsoft.Extensions.Configuration;

namespace Dendrite.Hosting.Configuration;

/// <summary>Reads the section <c>Connection</c> of a backend and the files that it names. A password is in no fault.</summary>
internal static class ConnectionSection
{
    public const string Name = nameof(BackendDefinition.Connection);

    public static ConnectionDefinition Read(IConfigurationSection section, List<string> faults)
    {
        var defaults = new ConnectionDefinition();
        var reader = new SectionReader(section, faults);
        var isCertified = reader.Has("Certificate") || reader.Has("Key") || reader.Has("Password");
        return new ConnectionDefinition
        {
            Authority = reader.Has(nameof(defaults.Authority)) ? CertificateFiles.ReadAuthority(reader, "the authority that signs the backend's certificate") : null,
            Certificate = isCertified ? CertificateFiles.ReadCertificate(reader) : null,
            Proxy = ReadProxy(reader),
            Lifetime = reader.Duration(nameof(defaults.Lifetime), defaults.Lifetime, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)),
        };
    }

    private static ProxyDefinition ReadProxy(SectionReader reader)
    {
        const string Key = nameof(ConnectionDefinition.Proxy);
        var (text, user, password) = (reader.Text(Key), reader.Text("ProxyUser"), reader.Secret("ProxyPassword"));
        var isNone = text is not null && text.Equals("none", StringComparison.OrdinalIgnoreCase);
        if (text is null || isNone)
        {
            foreach (var key in (string[])["ProxyUser", "ProxyPassword"])
                if (reader.Has(key)) reader.Fault(key, "is set, but no Proxy that it is for");
            return isNone ? ProxyDefinition.None : ProxyDefinition.OfEnvironment;
        }
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https") || address.PathAndQuery != "/")
        {
            // It may have a password in it.
            reader.Fault(Key, "is neither an http or https address such as http://proxy:3128 nor none");
            return ProxyDefinition.OfEnvironment;
        }
        if (address.UserInfo.Length > 0) reader.Fault(Key, "has a user name or password in it; put them into ProxyUser and ProxyPassword");
        if (password is not null && user is null) reader.Fault("ProxyUser", "is missing; ProxyPassword is of somebody");
        return new ProxyDefinition(address, user, password);
    }
}
