using System.Globalization;
using Dendrite.Protocol;
using Microsoft.Extensions.Configuration;

namespace Dendrite.Contracts.Configuration;

/// <summary>Reads typed values of one section; a value that is wrong becomes a fault with its full key, and the default is used.</summary>
internal sealed class SectionReader(IConfiguration section, List<string> faults)
{
    public List<string> Faults => faults;

    public void Fault(string? key, string what)
    {
        var path = section is IConfigurationSection named ? named.Path : "";
        faults.Add($"{(key is null ? path : path.Length == 0 ? key : $"{path}:{key}")} {what}.");
    }

    public string? Text(string key) => section[key] is { Length: > 0 } text ? text : null;

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

    /// <summary>A share above 0 to 1.</summary>
    public double Ratio(string key, double unset)
    {
        if (Text(key) is not { } text) return unset;
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value is > 0 and <= 1) return value;
        Fault(key, $"is '{text}', not a share such as 0.5, above 0 to 1");
        return unset;
    }

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
        var children = section.GetSection(key).GetChildren().Select(c => c.Value).OfType<string>().ToArray();
        if (children.Length > 0) return children;
        return Text(key)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? unset;
    }
}
