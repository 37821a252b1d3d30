using System.Globalization;
using Dendrite.Protocol;
using Microsoft.Extensions.Configuration;

namespace Dendrite.Contracts.Configuration;

/// <summary>Refuses what no setting is called.</summary>
internal static class SettingsCheck
{
    /// <summary>Names everything below a section that is not in the catalogue, with the nearest name that is.</summary>
    /// <param name="section">The section.</param>
    /// <param name="node">What can be below it; null for the whole catalogue.</param>
    /// <param name="faults">Gets a sentence for each.</param>
    public static void RefuseUnknown(IConfiguration section, List<string> faults, SettingNode? node = null)
    {
        node ??= SettingsCatalogue.Default.Root;
        IConfigurationSection[] children = [.. section.GetChildren()];
        if (!node.IsSection)
        {
            if (node.Setting is { Kind: not (SettingKind.List or SettingKind.Conditions) } single && children.Length > 0) faults.Add($"{((IConfigurationSection)section).Path} has settings below it; it is {single.Form}.");
            return;
        }
        foreach (var child in children)
        {
            if (node.Child(child.Key) is not { } known)
            {
                faults.Add(Unknown(child.Path, child.Key, node.Names));
                continue;
            }
            // The value is not shown: whoever wrote it may have meant it for a key that is secret.
            if (known is { Setting: null, Names.Count: > 0 } && !string.IsNullOrEmpty(child.Value) && !IsItem(child)) faults.Add($"{child.Path} is a text; it has settings of its own: {string.Join(", ", known.Names.Order(StringComparer.Ordinal))}.");
            RefuseUnknown(child, faults, known);
        }
    }

    /// <summary>A rule may be a text, which is its pattern.</summary>
    private static bool IsItem(IConfigurationSection section) => IsNumber(section.Key);

    /// <summary>Names everything below the section of a host of somebody's own that has no meaning there, unless another part of Dendrite does.</summary>
    public static void RefuseUnknownInHost(IConfigurationSection section, List<string> faults)
    {
        foreach (var ofServer in section.GetChildren().Where(child => OfServer.Contains(child.Key, StringComparer.OrdinalIgnoreCase)))
            faults.Add($"{ofServer.Path} is a setting of the server program; a host of its own decides that by itself.");
        RefuseUnknown(section, faults);
    }

    /// <summary>The sections and settings that only the server program has.</summary>
    private static readonly string[] OfServer =
        [.. SettingsCatalogue.Default.All.GroupBy(setting => setting.Key.Split(':')[0]).Where(group => group.All(setting => setting.IsOfServer)).Select(group => group.Key)];

    /// <summary>The sentence for a key that is not known.</summary>
    public static string Unknown(string path, string name, IReadOnlyCollection<string> known) =>
        $"{path} is not known{NearestName.Question(name, known)} Known are {string.Join(", ", known.Order(StringComparer.Ordinal))}.";

    /// <summary>Whether a key is the number of an item of a list.</summary>
    public static bool IsNumber(string key) => int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out _);

    /// <summary>In the services of a process whose silo checks the section: whoever else reads it need not say the same again.</summary>
    internal sealed class Done;
}
