using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Dendrite.Resources;

/// <summary>A place where two documents differ.</summary>
/// <param name="Pointer">Its JSON pointer, with <c>*</c> for an item of a list.</param>
/// <param name="Before">What stood there first; null where nothing did.</param>
/// <param name="After">What stands there then; null where nothing does.</param>
internal sealed record ChangedPlace(string Pointer, JsonElement? Before, JsonElement? After)
{
    /// <summary>Whether one text, number or word took the place of another.</summary>
    public bool IsValue => IsScalar(Before) && IsScalar(After);

    private static bool IsScalar(JsonElement? value) => value?.ValueKind is JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False;
}

/// <summary>Finds where documents differ: member by member, and item by item where two lists are equally long.</summary>
internal static class DocumentPlaces
{
    /// <summary>So many places are told apart; of more the first are.</summary>
    public const int Most = 200;

    /// <summary>The places, each pointer once, with its first values.</summary>
    public static IReadOnlyList<ChangedPlace> Between(JsonElement before, JsonElement after)
    {
        var places = new Dictionary<string, ChangedPlace>(StringComparer.Ordinal);
        Compare("", before, after, places);
        return [.. places.Values];
    }

    /// <summary>The members of an object by their names; of several of one name the last counts.</summary>
    public static Dictionary<string, JsonElement> MembersOf(JsonElement value)
    {
        var members = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var member in value.EnumerateObject()) members[NameOf(member)] = member.Value;
        return members;
    }

    /// <summary>The name of a member; as it is written where half of a surrogate pair makes it no text.</summary>
    public static string NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            return Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8PropertyName(member));
        }
    }

    /// <summary>A pointer one member further.</summary>
    public static string Join(string pointer, string name) => $"{pointer}/{name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}";

    private static void Compare(string pointer, JsonElement before, JsonElement after, Dictionary<string, ChangedPlace> places)
    {
        if (places.Count >= Most || JsonMarshal.GetRawUtf8Value(before).SequenceEqual(JsonMarshal.GetRawUtf8Value(after))) return;
        if (before.ValueKind == JsonValueKind.Object && after.ValueKind == JsonValueKind.Object)
        {
            var others = MembersOf(after);
            foreach (var (name, value) in MembersOf(before))
            {
                if (others.Remove(name, out var other)) Compare(Join(pointer, name), value, other, places);
                else Note(new ChangedPlace(Join(pointer, name), value, null), places);
            }
            foreach (var (name, value) in others) Note(new ChangedPlace(Join(pointer, name), null, value), places);
        }
        else if (before.ValueKind == JsonValueKind.Array && after.ValueKind == JsonValueKind.Array && before.GetArrayLength() == after.GetArrayLength())
        {
            foreach (var (value, other) in before.EnumerateArray().Zip(after.EnumerateArray())) Compare(pointer + "/*", value, other, places);
        }
        else Note(new ChangedPlace(pointer, before, after), places);
    }

    private static void Note(ChangedPlace place, Dictionary<string, ChangedPlace> places)
    {
        // Of many items at one pointer one that is no value makes it none.
        if (!places.TryGetValue(place.Pointer, out var known) || (known.IsValue && !place.IsValue)) places[place.Pointer] = place;
    }
}
