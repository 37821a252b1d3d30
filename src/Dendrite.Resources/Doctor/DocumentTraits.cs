using System.Runtime.InteropServices;
using System.Text.Json;

namespace Dendrite.Resources;

/// <summary>What is odd about the values of a document: the places of the first of each.</summary>
/// <param name="LoneSurrogate">The pointer of a text with half of a surrogate pair; null where there is none.</param>
/// <param name="LargeInteger">The pointer of an integer that a double can't hold; null where there is none.</param>
internal sealed record DocumentTraits(string? LoneSurrogate, string? LargeInteger)
{
    private const long LargestExact = 1L << 53;

    private static readonly string[] Errors = ["error", "errors", "fault", "exception"];

    /// <summary>Looks at every value.</summary>
    public static DocumentTraits Of(JsonElement root)
    {
        var (lone, large) = ((string?)null, (string?)null);
        Visit("", root);
        return new DocumentTraits(lone, large);

        void Visit(string pointer, JsonElement value)
        {
            switch (value.ValueKind)
            {
                case JsonValueKind.Object:
                    foreach (var member in value.EnumerateObject())
                    {
                        var place = DocumentPlaces.Join(pointer, DocumentPlaces.NameOf(member));
                        if (lone is null && IsHalf(JsonMarshal.GetRawUtf8PropertyName(member), () => _ = member.Name)) lone = place;
                        Visit(place, member.Value);
                    }
                    break;
                case JsonValueKind.Array:
                    foreach (var item in value.EnumerateArray()) Visit(pointer + "/*", item);
                    break;
                case JsonValueKind.String:
                    if (lone is null && IsHalf(JsonMarshal.GetRawUtf8Value(value), () => _ = value.GetString())) lone = pointer;
                    break;
                case JsonValueKind.Number:
                    if (large is null && IsLarge(value)) large = pointer;
                    break;
            }
        }
    }

    /// <summary>Whether a document is an object that begins with an error, and has little else.</summary>
    public static bool IsError(JsonElement root) =>
        root.ValueKind == JsonValueKind.Object && root.EnumerateObject().Take(1).All(member => Errors.Contains(DocumentPlaces.NameOf(member).ToLowerInvariant()) && IsSaid(member.Value)) && root.EnumerateObject().Count() is >= 1 and <= 6;

    private static bool IsSaid(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => !value.ValueEquals(""u8),
        JsonValueKind.Array => value.GetArrayLength() > 0,
        JsonValueKind.Object => value.EnumerateObject().Any(),
        JsonValueKind.True => true,
        _ => false,
    };

    /// <summary>Only what has an escape of a surrogate is read: an exception for each text would cost too much.</summary>
    private static bool IsHalf(ReadOnlySpan<byte> raw, Action read)
    {
        if (raw.IndexOf("\\u"u8) < 0) return false;
        try
        {
            read();
            return false;
        }
        catch (InvalidOperationException)
        {
            return true;
        }
    }

    private static bool IsLarge(JsonElement value)
    {
        var raw = JsonMarshal.GetRawUtf8Value(value);
        return raw.Length >= 16 && raw.IndexOfAny(".eE"u8) < 0 && (!value.TryGetInt64(out var number) || number is > LargestExact or < -LargestExact);
    }
}
