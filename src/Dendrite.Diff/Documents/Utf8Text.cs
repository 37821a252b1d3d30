using System.Buffers;
using System.Text;

namespace Dendrite.Diff;

/// <summary>UTF-8 as bytes.</summary>
internal static class Utf8Text
{
    /// <summary>The offset of the first byte that is not UTF-8, in a text that has one.</summary>
    public static int FirstInvalid(ReadOnlySpan<byte> text)
    {
        var offset = 0;
        while (offset < text.Length && Rune.DecodeFromUtf8(text[offset..], out _, out var length) == OperationStatus.Done) offset += length;
        return offset;
    }
}
