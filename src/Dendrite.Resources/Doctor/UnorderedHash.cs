using System.Runtime.InteropServices;
using System.Text.Json;

namespace Dendrite.Resources;

/// <summary>A hash of a document in which the order of members and of items does not count.</summary>
internal static class UnorderedHash
{
    /// <summary>The hash; equal for documents that have the same items in any order, and for hardly any others. Of this process only.</summary>
    public static long Of(JsonElement value)
    {
        // Sums don't know the order in which they are added up.
        var sum = 0L;
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject()) sum += Mix(HashCode.Combine(HashOf(JsonMarshal.GetRawUtf8PropertyName(member)), Of(member.Value)));
                return Mix(sum + 1);
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray()) sum += Mix(Of(item));
                return Mix(sum + 2);
            default:
                return HashOf(JsonMarshal.GetRawUtf8Value(value));
        }
    }

    private static long HashOf(ReadOnlySpan<byte> text)
    {
        var hash = new HashCode();
        hash.AddBytes(text);
        return Mix(hash.ToHashCode() ^ ((long)text.Length << 32));
    }

    private static long Mix(long value)
    {
        // The finalizer of SplitMix64.
        var z = unchecked((ulong)value + 0x9E3779B97F4A7C15);
        z = unchecked((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9);
        z = unchecked((z ^ (z >> 27)) * 0x94D049BB133111EB);
        return unchecked((long)(z ^ (z >> 31)));
    }
}
