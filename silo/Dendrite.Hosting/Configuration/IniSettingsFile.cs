namespace Dendrite.Hosting.Configuration;

/// <summary>Reads a configuration file of INI: <c>[Section:Sub]</c>, <c>Key=value</c>, comments after <c>; # /</c>; and says where it is wrong.</summary>
internal static class IniSettingsFile
{
    public static SettingsFile Read(TextReader reader)
    {
        var data = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        List<string> faults = [];
        var section = "";
        for (var number = 1; reader.ReadLine() is { } raw; number++)
        {
            var line = raw.Trim();
            if (line.Length == 0 || line[0] is ';' or '#' or '/') continue;
            if (line[0] == '[')
            {
                if (line[^1] == ']') section = line[1..^1].Trim() + ":";
                else faults.Add($"line {number}, column {raw.Length + 1}: the name of a section is not closed by a bracket.");
                continue;
            }
            var sign = line.IndexOf('=', StringComparison.Ordinal);
            if (sign < 1)
            {
                faults.Add($"line {number}, column {raw.IndexOf(line[0], StringComparison.Ordinal) + 1}: a line is Key=value, [Section] or a comment.");
                continue;
            }
            var key = section + line[..sign].Trim();
            var value = line[(sign + 1)..].Trim();
            if (value.Length > 1 && value[0] == '"' && value[^1] == '"') value = value[1..^1];
            if (!data.TryAdd(key, value)) faults.Add($"line {number}, column {raw.IndexOf(line[0], StringComparison.Ordinal) + 1}: {key} is there twice.");
        }
        return new SettingsFile(data, faults, IsBroken: false);
    }
}
