using Dendrite.Contracts.Configuration;
using Dendrite.Resources;
using Microsoft.Extensions.Configuration;

namespace Dendrite.Hosting.Configuration;

/// <summary>Reads the section <c>Pokes</c> of a backend. A secret is in no fault.</summary>
internal static class PokeSection
{
    public const string Name = nameof(BackendDefinition.Pokes);

    private const string Signature = nameof(PokeDefinition.Signature);
    private const string Secret = "Secret";
    private const string Rules = nameof(PokeDefinition.Rules);

    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);

    /// <summary>The settings; null where there is no such section, or one that cannot be used, which is a fault.</summary>
    public static PokeDefinition? Read(IConfigurationSection section, List<string> faults)
    {
        if (!section.Exists()) return null;
        var reader = new SectionReader(section, faults);
        if (!reader.Has(Signature)) reader.Fault(Signature, $"is missing; it is one of {string.Join(", ", Enum.GetNames<PokeSigning>())}");
        if (!reader.Has(Secret)) reader.Fault(Secret, "is missing; it is what the backend signs its events with, or a reference to it such as env:NAME");
        var defaults = new PokeDefinition { Signature = default, Secrets = [], Rules = [] };
        return defaults with
        {
            Signature = reader.Choice(Signature, defaults.Signature),
            Secrets = [.. ((string?[])[reader.Secret(Secret), reader.Secret("PreviousSecret")]).OfType<string>()],
            Rules = ReadRules(section, reader, faults),
            SafetyInterval = reader.Duration(nameof(defaults.SafetyInterval), defaults.SafetyInterval, Shortest, TimeSpan.FromDays(1)),
            AliveFor = reader.Duration(nameof(defaults.AliveFor), defaults.AliveFor, Shortest, TimeSpan.FromDays(30)),
            SizeLimit = reader.Size(nameof(defaults.SizeLimit), defaults.SizeLimit, 1, PokeDefinition.LargestSize),
        };
    }

    private static IReadOnlyList<PokeRule> ReadRules(IConfigurationSection section, SectionReader reader, List<string> faults)
    {
        var items = SectionReader.ItemsOf(section.GetSection(Rules));
        if (items.Length == 0) reader.Fault(Rules, "is missing; a rule says which paths an event pokes, such as [{\"Poke\": \"repos/{/repository/full_name}/**\"}]");
        if (items.Length > PokeDefinition.MostRules) reader.Fault(Rules, $"has {items.Length} rules; it has at most {PokeDefinition.MostRules}");
        return [.. items.Select(item => ReadRule(item, faults)).OfType<PokeRule>()];
    }

    private static PokeRule? ReadRule(IConfigurationSection item, List<string> faults)
    {
        var reader = new SectionReader(item, faults);
        if (!SettingsCheck.IsNumber(item.Key))
        {
            reader.Fault(null, "is not an item of a list; Rules is a list of rules, each with Poke and, if it is not for every event, When");
            return null;
        }
        // As everywhere, a rule that is a text is its pattern.
        if (item.Value is { Length: > 0 } pattern) return reader.Parse(null, pattern, PokeTemplate.Parse) is { } only ? new PokeRule { Poke = only } : null;
        if (reader.Text(nameof(PokeRule.Poke)) is not { } text)
        {
            reader.Fault(nameof(PokeRule.Poke), "is missing; it is a pattern of paths, with JSON pointers in braces for values of the event: repos/{/repository/full_name}/**");
            return null;
        }
        var poke = reader.Parse(nameof(PokeRule.Poke), text, PokeTemplate.Parse);
        PokeCondition?[] when = [.. ConditionsOf(item, reader).Select(condition => reader.Parse(nameof(PokeRule.When), condition, PokeCondition.Parse))];
        // Without a condition that could not be read it would be a rule for other events.
        return poke is null || when.Contains(null) ? null : new PokeRule { Poke = poke, When = [.. when.OfType<PokeCondition>()] };
    }

    /// <summary>One text is one condition, whatever it holds.</summary>
    private static IEnumerable<string> ConditionsOf(IConfigurationSection item, SectionReader reader) =>
        item.GetSection(nameof(PokeRule.When)).GetChildren().Any() ? reader.List(nameof(PokeRule.When), []) : reader.Text(nameof(PokeRule.When)) is { } one ? [one] : [];
}
