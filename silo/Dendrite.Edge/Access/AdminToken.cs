using System.Security.Cryptography;
using System.Text;
using Dendrite.Contracts.Configuration;
using Microsoft.Extensions.Options;

namespace Dendrite.Edge.Access;

/// <summary>The token of operators. One that is given by reference is read again after a while, so that it can be changed while the server runs.</summary>
internal sealed class AdminToken(IOptions<EdgeOptions> options, TimeProvider clock)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(5);

    private readonly string? _text = options.Value.AdminToken;
    private readonly Lock _reading = new();
    private byte[]? _hash;
    private long _readAt;

    /// <summary>Whether there is one to ask for.</summary>
    public bool Exists => _text is not null;

    /// <summary>Whether this is it. Hashes have one length, so the time says nothing about the token.</summary>
    public bool Is(string candidate) => Hash() is { } hash && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(candidate)), hash);

    private byte[]? Hash()
    {
        if (_text is null) return null;
        lock (_reading)
        {
            if (_hash is not null && (!SecretReference.IsOne(_text) || clock.GetElapsedTime(_readAt) < Lifetime)) return _hash;
            _readAt = clock.GetTimestamp();
            // What cannot be read, or is no token, takes nobody's place: the one before stays.
            if (SecretReference.Resolve(_text, out _) is { } token && EdgeSection.FaultOfToken(token) is null) _hash = SHA256.HashData(Encoding.UTF8.GetBytes(token));
            return _hash;
        }
    }
}
