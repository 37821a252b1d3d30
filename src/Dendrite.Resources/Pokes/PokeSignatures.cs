using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Dendrite.Resources;

/// <summary>What an event's signature is worth.</summary>
internal enum SignatureVerdict
{
    /// <summary>It is the backend's.</summary>
    Good,

    /// <summary>There is none, or one that is not in the form.</summary>
    Missing,

    /// <summary>It is of another secret or another body.</summary>
    Wrong,

    /// <summary>It is the backend's, and its time is too far from now.</summary>
    Stale,
}

/// <summary>Checks signatures: HMAC-SHA256 (RFC 2104) in the forms of GitHub, Stripe and Slack, each compared in a time that says nothing of it.</summary>
internal static class PokeSignatures
{
    /// <summary>How far the time of a signature may be from now, in the past or in the future.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);

    /// <summary>More signatures than a sender would make while it changes secrets.</summary>
    private const int MostSignatures = 8;

    /// <summary>Checks one event.</summary>
    /// <param name="definition">The form and the secrets.</param>
    /// <param name="headers">Its headers, several of one name joined by commas; names without case.</param>
    /// <param name="body">Its body, byte for byte.</param>
    /// <param name="now">The time.</param>
    /// <param name="fingerprint">What an event that comes again has again, in hexadecimal; null where the form lets nobody tell that.</param>
    public static SignatureVerdict Check(PokeDefinition definition, IReadOnlyDictionary<string, string> headers, ReadOnlySpan<byte> body, DateTimeOffset now, out string? fingerprint)
    {
        fingerprint = null;
        if (Read(definition.Signature, headers) is not { } claim) return SignatureVerdict.Missing;
        Span<byte> made = stackalloc byte[SHA256.HashSizeInBytes];
        var isGood = false;
        for (var i = 0; i < definition.Secrets.Count; i++)
        {
            Make(definition.Secrets[i], claim.Prefix, body, made);
            // All are compared, whichever is the one.
            foreach (var signature in claim.Signatures) isGood |= CryptographicOperations.FixedTimeEquals(signature, made);
            // By the first secret, so that it is the same whichever of several signatures is left out.
            if (i == 0 && claim.Nonce is { } nonce) fingerprint = nonce + Convert.ToHexStringLower(made);
        }
        if (!isGood) return SignatureVerdict.Wrong;
        return claim.Time is { } time && (now - time).Duration() > Tolerance ? SignatureVerdict.Stale : SignatureVerdict.Good;
    }

    private static void Make(string secret, string prefix, ReadOnlySpan<byte> body, Span<byte> signature)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
        hmac.AppendData(Encoding.ASCII.GetBytes(prefix));
        hmac.AppendData(body);
        hmac.GetHashAndReset(signature);
    }

    private static Claim? Read(PokeSigning form, IReadOnlyDictionary<string, string> headers)
    {
        switch (form)
        {
            case PokeSigning.GitHub:
                // Without a time in it the same event may come again on purpose; the number of the delivery tells whether it does.
                return BytesOf(headers.GetValueOrDefault("X-Hub-Signature-256"), "sha256=") is { } github
                    ? new Claim("", [github], null, headers.TryGetValue("X-GitHub-Delivery", out var delivery) ? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(delivery))) : null) : null;
            case PokeSigning.Slack:
                return headers.TryGetValue("X-Slack-Request-Timestamp", out var at) && TimeOf(at) is { } sent && BytesOf(headers.GetValueOrDefault("X-Slack-Signature"), "v0=") is { } slack
                    ? new Claim($"v0:{at}:", [slack], sent, "") : null;
            default:
                return headers.TryGetValue("Stripe-Signature", out var header) ? ReadStripe(header) : null;
        }
    }

    private static Claim? ReadStripe(string header)
    {
        string? at = null;
        List<byte[]> signatures = [];
        foreach (var part in header.Split(','))
        {
            var item = part.Trim();
            if (item.StartsWith("t=", StringComparison.Ordinal))
            {
                if (at is not null) return null;
                at = item[2..];
            }
            else if (BytesOf(item, "v1=") is { } signature)
            {
                if (signatures.Count == MostSignatures) return null;
                signatures.Add(signature);
            }
        }
        return at is not null && TimeOf(at) is { } sent && signatures.Count > 0 ? new Claim(at + ".", signatures, sent, "") : null;
    }

    private static byte[]? BytesOf(string? text, string prefix)
    {
        if (text is null || text.Length != prefix.Length + 2 * SHA256.HashSizeInBytes || !text.StartsWith(prefix, StringComparison.Ordinal)) return null;
        var bytes = new byte[SHA256.HashSizeInBytes];
        return Convert.FromHexString(text.AsSpan(prefix.Length), bytes, out _, out _) == OperationStatus.Done ? bytes : null;
    }

    /// <summary>Seconds since 1970, in digits only, as they go into what is signed.</summary>
    private static DateTimeOffset? TimeOf(string text) =>
        text.Length <= 11 && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;

    /// <summary>What an event says of itself.</summary>
    /// <param name="Prefix">What is signed before the body.</param>
    /// <param name="Signatures">The signatures, of which one has to be right.</param>
    /// <param name="Time">When it was signed; null where that is not said.</param>
    /// <param name="Nonce">What tells it from another with the same body besides the signature; null where nothing does.</param>
    private sealed record Claim(string Prefix, IReadOnlyList<byte[]> Signatures, DateTimeOffset? Time, string? Nonce);
}
