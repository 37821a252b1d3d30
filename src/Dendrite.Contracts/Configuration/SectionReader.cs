using System.Globalization;
using Dendrite.Protocol;
using Microsoft.Extensions.Configuration;

namespace Dendrite.Contracts.Configuration;

/// <summary>Reads typed values of one section; a value that is wrong becomes a fault with its full key, and the default is used.</summary>
internal sealed class SectionReader(IConfiguration section, List<string> faults)
{
    private const string HostSection = "Dendrite:";

    public List<string> Faults => faults;

    public void Fault(string? key, string what)
    {
        var path = section is IConfigurationSection named ? named.Path : "";
        faults.Add($"{(key is null ? path : path.Length == 0 ? key : $"{path}:{key}")} {what}.");
    }

    /// <summary>The text of a key or of a name that it had before; one that is there and empty is a fault.</summary>
    public string? Text(string key)
    {
        var text = section[key];
        foreach (var former in text is null ? SettingsCatalogue.Default.Find(KeyOf(key))?.FormerNames ?? [] : [])
            if (section[SiblingOf(key, former)] is { } renamed) text = renamed;
        if (text is not { Length: 0 }) return text;
        Fault(key, "is empty; leave it out to have the default");
        return null;
    }

    /// <summary>Whether a key is there, empty or not.</summary>
    public bool Has(string key) => section[key] is not null;

    /// <summary>Whether a key is there, or anything below it.</summary>
    public bool HasAny(string key) => section.GetSection(key).Exists();

    /// <summary>A secret, itself or by reference, read now; its text is in no fault.</summary>
    public string? Secret(string key)
    {
        if (Text(key) is not { } text) return null;
        var secret = SecretReference.Resolve(text, out var fault);
        if (fault is not null) Fault(key, fault);
        return secret;
    }

    private string KeyOf(string key) => section is IConfigurationSection named ? WithoutHost($"{named.Path}:{key}") : key;

    private static string SiblingOf(string key, string name) => key[..(key.LastIndexOf(':') + 1)] + name;

    /// <summary>In a host of somebody's own everything stands below a section of ours.</summary>
    private static string WithoutHost(string path) => path.StartsWith(HostSection, StringComparison.OrdinalIgnoreCase) ? path[HostSection.Length..] : path;

    public TimeSpan Duration(string key, TimeSpan unset, TimeSpan least, TimeSpan most)
    {
        if (Text(key) is not { } text) return unset;
        if (!Protocol.Duration.TryParse(text, out var value)) Fault(key, $"is '{text}', not a duration such as 200ms, 5s, 2m, 1h or 00:00:05");
        else if (value < least || value > most) Fault(key, $"is {text}, outside {least} to {most}");
        else return value;
        return unset;
    }

    public long Size(string key, long unset, long least, long most)
    {
        if (Text(key) is not { } text) return unset;
        if (!ByteSize.TryParse(text, out var value)) Fault(key, $"is '{text}', not a size such as 500KB, 20MB, 1MiB or a number of bytes");
        else if (value < least || value > most) Fault(key, $"is {text}, outside {least} to {most} bytes");
        else return value;
        return unset;
    }

    public int Number(string key, int unset, int least, int most)
    {
        if (Text(key) is not { } text) return unset;
        if (int.TryParse(text, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most) return value;
        Fault(key, $"is '{text}', not a whole number from {least} to {most}");
        return unset;
    }

    /// <summary>One of the names of an enumeration, without case.</summary>
    public T Choice<T>(string key, T unset) where T : struct, Enum
    {
        if (Text(key) is not { } text) return unset;
        foreach (var value in Enum.GetValues<T>())
            if (text.Equals(value.ToString(), StringComparison.OrdinalIgnoreCase)) return value;
        Fault(key, $"is '{text}'; it is one of {string.Join(", ", Enum.GetNames<T>())}");
        return unset;
    }

    /// <summary>A share above 0 to 1, also in percent.</summary>
    public double Ratio(string key, double unset)
    {
        if (Text(key) is not { } text) return unset;
        var isPercent = text.EndsWith('%');
        if (double.TryParse(isPercent ? text[..^1] : text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && (isPercent ? value / 100 : value) is > 0 and <= 1 and var share) return share;
        Fault(key, $"is '{text}', not a share such as 0.5 or 50%, above 0 to 1");
        return unset;
    }

    /// <summary>A text by the parser of its type, whose message says what is wrong with it after the key; null there.</summary>
    public T? Parse<T>(string? key, string text, Func<string, T> parse) where T : class
    {
        try
        {
            return parse(text);
        }
        catch (FormatException e)
        {
            Fault(key, e.Message);
            return null;
        }
    }

    /// <summary>The items of a list of sections in their order; as texts their numbers would come as 0, 1, 10, 2.</summary>
    public static IConfigurationSection[] ItemsOf(IConfigurationSection list) =>
        [.. list.GetChildren().OrderBy(item => int.TryParse(item.Key, out var number) ? number : int.MaxValue)];

    public bool Flag(string key, bool unset)
    {
        if (Text(key) is not { } text) return unset;
        if (bool.TryParse(text, out var value)) return value;
        Fault(key, $"is '{text}', neither true nor false");
        return unset;
    }

    /// <summary>A list as an array of the file, or as one text with commas.</summary>
    public IReadOnlyList<string> List(string key, IReadOnlyList<string> unset)
    {
        IConfigurationSection[] items = [.. section.GetSection(key).GetChildren()];
        foreach (var item in items)
            if (!SettingsCheck.IsNumber(item.Key) || string.IsNullOrWhiteSpace(item.Value)) Fault($"{key}:{item.Key}", "is no text of a list");
        if (items.Length > 0) return [.. items.Select(item => item.Value).OfType<string>()];
        return Text(key)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? unset;
    }
}
