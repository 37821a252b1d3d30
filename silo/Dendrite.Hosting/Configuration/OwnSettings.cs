using Dendrite.Contracts.Configuration;
using Dendrite.Protocol;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.CommandLine;
using Microsoft.Extensions.Configuration.EnvironmentVariables;

namespace Dendrite.Hosting.Configuration;

/// <summary>A source in which every name is a setting of this program, or a mistake.</summary>
internal interface IOwnSettings
{
    /// <summary>Where it is, for people.</summary>
    string Origin { get; }

    /// <summary>A key as it is written there.</summary>
    string Describe(string key);
}

/// <summary>The variables that begin with <c>DENDRITE_</c>.</summary>
internal sealed class OwnVariables : EnvironmentVariablesConfigurationProvider, IOwnSettings, IConfigurationSource
{
    private const string Prefix = "DENDRITE_";

    /// <summary>What the command takes from there for itself.</summary>
    private static readonly string[] OfTheCommand = ["ADMIN_TOKEN"];

    public OwnVariables() : base(Prefix)
    {
    }

    public string Origin => "environment";

    public string Describe(string key) => Prefix + key.Replace(":", "__", StringComparison.Ordinal);

    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

    public override void Load()
    {
        base.Load();
        foreach (var name in OfTheCommand) Data.Remove(name);
    }
}

/// <summary>Refuses settings of the server program that are not known: in its file, on its command line, in the environment below a known section or <c>DENDRITE_</c>.</summary>
internal static class ServerSettingsCheck
{
    /// <summary>What the framework reads.</summary>
    private static readonly string[] OfTheFramework =
    [
        "Urls", "Kestrel", "Logging", "AllowedHosts", "Environment", "ContentRoot", "ApplicationName", "ConnectionStrings", "Orleans", "ShutdownTimeoutSeconds",
    ];

    private static readonly string[] Known =
        [.. SettingsCatalogue.Default.All.Where(setting => !setting.IsOfClient).Select(setting => setting.Key.Split(':')[0]).Distinct(), .. OfTheFramework];

    /// <summary>Adds a fault for each name that is not known.</summary>
    public static void RefuseUnknown(IConfiguration configuration, List<string> faults)
    {
        if (configuration is IConfigurationRoot root)
            foreach (var provider in root.Providers) RefuseUnknown(provider, faults);
        foreach (var section in configuration.GetChildren().Where(section => IsOurs(section.Key)))
            if (SettingsCatalogue.Default.Root.Child(section.Key) is { } node) SettingsCheck.RefuseUnknown(section, faults, node);
    }

    /// <summary>What on a command line is no setting: a word, or a name without a value.</summary>
    public static IEnumerable<string> FaultsOf(IReadOnlyList<string> args)
    {
        for (var i = 0; i < args.Count; i++)
        {
            if (!args[i].StartsWith('-') && !args[i].StartsWith('/'))
            {
                if (!args[i].Contains('=', StringComparison.Ordinal)) yield return $"'{args[i]}' is no setting; settings are --Key=value.";
                continue;
            }
            if (args[i].Contains('=', StringComparison.Ordinal)) continue;
            var key = args[i].TrimStart('-', '/');
            if (!Known.Contains(key.Split(':')[0], StringComparer.OrdinalIgnoreCase)) yield return Unknown(args[i], key);
            else if (i + 1 == args.Count || args[i + 1].StartsWith("--", StringComparison.Ordinal)) yield return $"{args[i]} has no value; settings are --Key=value.";
            i++;
        }
    }

    private static void RefuseUnknown(IConfigurationProvider provider, List<string> faults)
    {
        if (provider is not (IOwnSettings or CommandLineConfigurationProvider)) return;
        foreach (var key in provider.GetChildKeys([], null).Distinct(StringComparer.OrdinalIgnoreCase))
        {
            var written = provider is IOwnSettings own ? own.Describe(key) : "--" + key;
            if (!Known.Contains(key, StringComparer.OrdinalIgnoreCase)) AddOnce(Unknown(written, key));
            else if (IsOurs(key) && SettingsCatalogue.Default.Root.Child(key) is { Setting: null, Names.Count: > 0 } node && provider.TryGet(key, out var value) && !string.IsNullOrEmpty(value))
                AddOnce($"{written} is a text; it has settings of its own: {string.Join(", ", node.Names)}.");
        }

        void AddOnce(string fault)
        {
            // The framework has the command line twice.
            if (!faults.Contains(fault)) faults.Add(fault);
        }
    }

    /// <summary>What begins no key: the names are many, those that the framework reads among them, so that they are listed elsewhere.</summary>
    private static string Unknown(string written, string name) =>
        $"{written} is not known{NearestName.Question(name, Known)} Ask for help: dendrite config show lists the settings.";

    private static bool IsOurs(string key) => Known.Contains(key, StringComparer.OrdinalIgnoreCase) && !OfTheFramework.Contains(key, StringComparer.OrdinalIgnoreCase);
}
