using System.Text;
using System.Text.Json;
using Dendrite.Diff;

namespace Dendrite.Resources;

/// <summary>Looks into the text of an array, of which is known that it is JSON.</summary>
internal static class PageItems
{
    private static readonly JsonReaderOptions AsDeepAsDocuments = new() { MaxDepth = JsonLimits.DeepestAllowed + 1 };

    /// <summary>A text without the white space around it.</summary>
    public static ReadOnlyMemory<byte> Trim(ReadOnlyMemory<byte> text)
    {
        var span = text.Span;
        var (start, end) = (0, span.Length);
        while (start < end && IsSpace(span[start])) start++;
        while (end > start && IsSpace(span[end - 1])) end--;
        return text[start..end];
    }

    /// <summary>How many items an array has.</summary>
    public static int Count(ReadOnlySpan<byte> array)
    {
        var reader = new Utf8JsonReader(array, AsDeepAsDocuments);
        var count = 0;
        for (reader.Read(); reader.Read() && reader.TokenType != JsonTokenType.EndArray; count++) reader.Skip();
        return count;
    }

    /// <summary>
    /// What identifies each item, as the differ has it: the first of the names whose value is a string or a number. Values are compared as they are written.
    /// </summary>
    /// <returns>Null where an item has none.</returns>
    public static string[]? Keys(ReadOnlySpan<byte> array, IReadOnlyList<string> names)
    {
        byte[][] wanted = [.. names.Select(Encoding.UTF8.GetBytes)];
        var keys = new List<string>();
        var reader = new Utf8JsonReader(array, AsDeepAsDocuments);
        for (reader.Read(); reader.Read() && reader.TokenType != JsonTokenType.EndArray;)
        {
            if (reader.TokenType != JsonTokenType.StartObject || Key(ref reader, wanted) is not { } key) return null;
            keys.Add(key);
        }
        return [.. keys];
    }

    private static string? Key(ref Utf8JsonReader item, byte[][] names)
    {
        var (best, key) = (names.Length, (string?)null);
        while (item.Read() && item.TokenType != JsonTokenType.EndObject)
        {
            var rank = RankOf(item.ValueSpan, names);
            item.Read();
            if (rank < best && item.TokenType is JsonTokenType.String or JsonTokenType.Number)
                (best, key) = (rank, $"{rank}{(item.TokenType == JsonTokenType.String ? '"' : '#')}{Encoding.UTF8.GetString(item.ValueSpan)}");
            item.Skip();
        }
        return key;
    }

    private static int RankOf(ReadOnlySpan<byte> name, byte[][] names)
    {
        for (var i = 0; i < names.Length; i++)
            if (name.SequenceEqual(names[i])) return i;
        return int.MaxValue;
    }

    private static bool IsSpace(byte b) => b is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n';
}
