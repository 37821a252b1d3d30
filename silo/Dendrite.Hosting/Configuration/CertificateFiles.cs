using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Dendrite.Contracts.Configuration;

namespace Dendrite.Hosting.Configuration;

/// <summary>Reads the certificates that a section names by their files. A password is in no fault.</summary>
internal static class CertificateFiles
{
    /// <summary>The certificate of <c>Certificate</c> with its key, from <c>Key</c> or the same file; null where it can't be read, which is a fault.</summary>
    public static X509Certificate2? ReadCertificate(SectionReader reader)
    {
        var (password, keyPath) = (reader.Secret("Password"), reader.Text("Key"));
        var key = keyPath is null ? null : ReadFile(reader, "Key", "");
        if (ReadFile(reader, "Certificate", "a PEM or PFX file") is not { } bytes || (keyPath is not null && key is null)) return null;
        try
        {
            if (bytes.AsSpan().IndexOf("-----BEGIN "u8) >= 0)
            {
                if (password is not null) reader.Fault("Password", "is of a PFX file, but Certificate is a PEM file; leave it out");
                return ReadPem(reader, bytes, key);
            }
            if (keyPath is not null) reader.Fault("Key", "is set beside a PFX file, which has its key in it; leave it out");
            var bundle = X509CertificateLoader.LoadPkcs12(bytes, password);
            if (bundle.HasPrivateKey) return bundle;
            reader.Fault("Certificate", "is a PFX file without a private key");
            return null;
        }
        catch (CryptographicException)
        {
            reader.Fault("Certificate", password is null ? "cannot be read as a PEM or PFX file without a password" : "cannot be read as a PFX file, or Password is not its password");
            return null;
        }
    }

    private static X509Certificate2? ReadPem(SectionReader reader, byte[] certificate, byte[]? key)
    {
        var text = Encoding.ASCII.GetString(certificate);
        // A PEM file may hold its key as well.
        var (keyText, keyName) = key is null ? (text, "Certificate") : (Encoding.ASCII.GetString(key), "Key");
        try
        {
            using var pair = X509Certificate2.CreateFromPem(text, keyText);
            // On Windows TLS takes no key that is in memory alone.
            return X509CertificateLoader.LoadPkcs12(pair.Export(X509ContentType.Pfx), null);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            reader.Fault(keyName, key is null
                ? "has no private key in it that fits; name its PEM file in Key" : "is no PEM file of the private key, without a password, that fits Certificate");
            return null;
        }
    }

    /// <summary>The certificates of <c>Authority</c>; null where there are none, which is a fault.</summary>
    public static X509Certificate2Collection? ReadAuthority(SectionReader reader, string whose)
    {
        if (ReadFile(reader, "Authority", $"a PEM file of {whose}") is not { } bytes) return null;
        var authority = new X509Certificate2Collection();
        try
        {
            authority.ImportFromPem(Encoding.ASCII.GetString(bytes));
        }
        catch (CryptographicException)
        {
            authority.Clear();
        }
        if (authority.Count > 0) return authority;
        reader.Fault("Authority", "is no PEM file with certificates");
        return null;
    }

    private static byte[]? ReadFile(SectionReader reader, string key, string form)
    {
        if (reader.Text(key) is not { } path)
        {
            reader.Fault(key, "is missing; it is " + form);
            return null;
        }
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            reader.Fault(key, $"cannot be read: {e.Message.TrimEnd('.')}");
            return null;
        }
    }
}
