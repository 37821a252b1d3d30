using Dendrite.Protocol;
using Microsoft.Extensions.Configuration;

namespace Dendrite.Hosting.Configuration;

/// <summary>The file that <c>--config</c> names.</summary>
internal static class ConfigurationFile
{
    /// <summary>Adds it, JSON or INI by its ending.</summary>
    /// <exception cref="DefinitionException">There is none, or it cannot be read.</exception>
    public static void Add(IConfigurationManager configuration, string file)
    {
        var path = Path.GetFullPath(file);
        if (!File.Exists(path)) throw new DefinitionException([$"--config {file}: there is no such file."]);
        try
        {
            if (Path.GetExtension(path).Equals(".json", StringComparison.OrdinalIgnoreCase)) configuration.AddJsonFile(path, optional: false, reloadOnChange: true);
            else configuration.AddIniFile(path, optional: false, reloadOnChange: true);
        }
        catch (Exception e) when (e is InvalidDataException or FormatException or IOException)
        {
            throw new DefinitionException([$"--config {file}: {e.Message} {e.InnerException?.Message}".TrimEnd()]);
        }
    }
}
