using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;

namespace Dendrite.Diff;

/// <summary>
/// A fast 64-bit hash of bytes, seeded anew in each process so that nobody can prepare collisions. It finds candidates;
/// the bytes decide.
/// </summary>
internal static class ByteHash
{
    private const ulong Odd = 0x9E3779B97F4A7C15;

    private static readonly ulong Seed = BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(sizeof(ulong)));

    public static ulong Of(ReadOnlySpan<byte> bytes)
    {
        var hash = Seed ^ (ulong)bytes.Length;
        while (bytes.Length >= sizeof(ulong))
        {
            hash = Mix(hash, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }
        if (bytes.Length == 0) return Mix(hash, Odd);
        ulong rest = 0;
        foreach (var b in bytes) rest = rest << 8 | b;
        return Mix(hash, rest);
    }

    /// <summary>Stirs a word into a hash; the order of words matters.</summary>
    public static ulong Mix(ulong hash, ulong word)
    {
        var high = Math.BigMul(hash ^ word, Odd, out var low);
        return BitOperations.RotateLeft(high ^ low, 29) + Odd;
    }
}
