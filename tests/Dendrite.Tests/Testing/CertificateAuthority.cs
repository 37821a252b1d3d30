using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Dendrite.Testing;

/// <summary>An authority of a test's own, and the files of what it signs, in a folder that the test has.</summary>
internal sealed class CertificateAuthority : IDisposable
{
    public const string Password = "a password that is in no message";

    private readonly string _folder;
    private readonly X509Certificate2 _root;

    public CertificateAuthority(string folder, string name)
    {
        _folder = folder;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=" + name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        _root = request.CreateSelfSigned(Now.AddDays(-30), Now.AddDays(30));
        File = Write(name + ".pem", _root.ExportCertificatePem());
    }

    /// <summary>The authority's certificate, PEM.</summary>
    public string File { get; }

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    /// <summary>Signs a certificate for a host; without a use it is for all.</summary>
    public X509Certificate2 Sign(string host, int firstDay = -1, int lastDay = 1, string? use = null)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=" + host, key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        if (use is not null) request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(use)], false));
        using var signed = request.Create(_root, Now.AddDays(firstDay), Now.AddDays(lastDay), RandomNumberGenerator.GetBytes(8));
        return signed.CopyWithPrivateKey(key);
    }

    /// <summary>Writes a certificate and its key, two PEM files.</summary>
    public (string Certificate, string Key) WritePem(X509Certificate2 certificate, string name) =>
        (Write(name + ".pem", certificate.ExportCertificatePem()), Write(name + ".key", certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem()));

    /// <summary>Writes both into a PFX file with <see cref="Password"/>.</summary>
    public string WritePfx(X509Certificate2 certificate, string name)
    {
        var path = Path.Combine(_folder, name + ".pfx");
        System.IO.File.WriteAllBytes(path, certificate.Export(X509ContentType.Pfx, Password));
        return path;
    }

    public string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        System.IO.File.WriteAllText(path, text);
        return path;
    }

    public void Dispose() => _root.Dispose();
}
