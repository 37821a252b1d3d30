using Dendrite.Contracts.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.CommandLine;
using Microsoft.Extensions.Configuration.EnvironmentVariables;

namespace Dendrite.Hosting.Configuration;

/// <summary>A setting as the server would go by it.</summary>
/// <param name="Key">Its full key.</param>
/// <param name="Value">Its value; stars in place of a secret, and a reference to one as it is.</param>
/// <param name="Source">Where it is from: a file, <c>environment</c>, <c>command line</c> or <c>default</c>.</param>
public sealed record EffectiveSetting(string Key, string Value, string Source);

/// <summary>Lists settings with the values that win.</summary>
public static class EffectiveSettings
{
    private const string Hidden = "******";

    /// <summary>The settings of the server program in the order of the reference page; those that have no value are left out.</summary>
    /// <param name="args">Settings as arguments.</param>
    /// <param name="file">A configuration file; null for none.</param>
    /// <exception cref="Protocol.DefinitionException">There is no such file.</exception>
    public static IReadOnlyList<EffectiveSetting> Read(string[] args, string? file) => List(ServerConfiguration.Read(args, file));

    private static List<EffectiveSetting> List(ConfigurationManager configuration)
    {
        var listed = new List<EffectiveSetting>();
        foreach (var setting in SettingsCatalogue.Default.All.Where(setting => !setting.IsOfClient))
            foreach (var key in KeysOf(configuration, setting.Key.Split(':'), ""))
                if (ValueOf(configuration, setting, key) is { } value) listed.Add(new EffectiveSetting(key, Shown(setting, value), SourceOf(configuration, key)));
        return listed;
    }

    /// <summary>The keys that a pattern stands for: the names that are there take the place of those in angle brackets.</summary>
    private static IEnumerable<string> KeysOf(IConfiguration at, ReadOnlyMemory<string> segments, string path)
    {
        if (segments.Length == 0) return [path];
        var segment = segments.Span[0];
        var rest = segments[1..];
        return (segment.StartsWith('<') ? at.GetChildren().Select(child => child.Key) : [segment])
            .SelectMany(name => KeysOf(at.GetSection(name), rest, path.Length == 0 ? name : $"{path}:{name}"));
    }

    private static string? ValueOf(ConfigurationManager configuration, Setting setting, string key)
    {
        var section = configuration.GetSection(key);
        var value = setting.Kind is SettingKind.List or SettingKind.Conditions or SettingKind.Rules && section.GetChildren().Select(item => item.Value).OfType<string>().ToArray() is { Length: > 0 } items
            ? string.Join(", ", items)
            : section.Value;
        return string.IsNullOrEmpty(value) ? setting.Default is { Length: > 0 } unset ? unset : null : value;
    }

    private static string Shown(Setting setting, string value) => setting.IsSecret && !SecretReference.IsOne(value) ? Hidden : value;

    private static string SourceOf(IConfigurationRoot configuration, string key)
    {
        foreach (var provider in configuration.Providers.Reverse())
            if (provider.TryGet(key, out _) || provider.GetChildKeys([], key).Any()) return Describe(provider);
        return "default";
    }

    private static string Describe(IConfigurationProvider provider) => provider switch
    {
        IOwnSettings own => own.Origin,
        CommandLineConfigurationProvider => "command line",
        EnvironmentVariablesConfigurationProvider => "environment",
        FileConfigurationProvider file => file.Source.Path ?? "file",
        _ => "default",
    };
}
