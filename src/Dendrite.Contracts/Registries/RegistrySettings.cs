using System.Globalization;
using System.Text.Json;

namespace Dendrite.Contracts.Registries;

/// <summary>The settings of registry entries, flat as configuration systems name them.</summary>
public static class RegistrySettings
{
    /// <summary>
    /// The settings of an entry below its tag: <c>{"hosts":["a","b"]}</c> under <c>c</c> is <c>c:hosts:0 = a</c>, <c>c:hosts:1 = b</c>; a value that
    /// is no object or array stands under the tag alone. Texts are without quotes; null, like an entry without settings, is the empty text.
    /// </summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Flatten(RegistryEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var settings = new List<KeyValuePair<string, string>>();
        if (entry.Json is null)
        {
            settings.Add(new(entry.Tag, ""));
            return settings;
        }
        using var json = JsonDocument.Parse(entry.Json);
        Add(settings, entry.Tag, json.RootElement);
        return settings;
    }

    private static void Add(List<KeyValuePair<string, string>> settings, string path, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject()) Add(settings, $"{path}:{member.Name}", member.Value);
                break;
            case JsonValueKind.Array:
                var index = 0;
                foreach (var item in value.EnumerateArray()) Add(settings, string.Create(CultureInfo.InvariantCulture, $"{path}:{index++}"), item);
                break;
            default:
                settings.Add(new(path, value.ValueKind == JsonValueKind.Null ? "" : value.ToString()));
                break;
        }
    }
}
