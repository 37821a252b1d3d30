using Dendrite.Contracts.Configuration;
using Dendrite.Protocol;
using Dendrite.Resources;
using Microsoft.Extensions.Configuration;

namespace Dendrite.Hosting.Configuration;

/// <summary>Reads the rules <c>Paths</c> of a backend.</summary>
internal static class PathSection
{
    private const string Name = nameof(BackendDefinition.Paths);

    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>The rules in their order; what is wrong becomes a fault with its full key.</summary>
    public static IReadOnlyList<PathRule> Read(IConfigurationSection backend, List<string> faults)
    {
        var section = backend.GetSection(Name);
        var items = SectionReader.ItemsOf(section);
        if (items.Length == 0) return [.. new SectionReader(backend, faults).List(Name, []).Select(text => ReadPattern(text, new SectionReader(section, faults), null)).OfType<PathRule>()];
        return [.. items.Select(item => ReadRule(item, section, faults)).OfType<PathRule>()];
    }

    private static PathRule? ReadRule(IConfigurationSection item, IConfigurationSection section, List<string> faults)
    {
        if (!SettingsCheck.IsNumber(item.Key))
        {
            faults.Add($"{item.Path} is not an item of a list; Paths is a list of patterns and rules.");
            return null;
        }
        if (item.Value is { } text) return ReadPattern(text, new SectionReader(section, faults), item.Key);
        var reader = new SectionReader(item, faults);
        if (reader.Text(nameof(PathRule.Pattern)) is not { } pattern)
        {
            reader.Fault(nameof(PathRule.Pattern), "is missing; it is a path below the base address, with * for one segment and ** for any number");
            return null;
        }
        if (ReadPattern(pattern, reader, nameof(PathRule.Pattern)) is not { } rule) return null;
        rule = rule with
        {
            MinInterval = ReadInterval(reader, nameof(rule.MinInterval)),
            MaxInterval = ReadInterval(reader, nameof(rule.MaxInterval)),
            Guard = reader.Text(nameof(rule.Guard)),
            Ignore = AnswerSection.ReadIgnore(reader, null),
            Monotonic = AnswerSection.ReadMonotonic(reader),
            ConfirmShrink = reader.Has(nameof(rule.ConfirmShrink)) ? reader.Ratio(nameof(rule.ConfirmShrink), 1) : null,
            Headers = SentSection.ReadHeaders(item, reader),
            Method = reader.Choice(nameof(rule.Method), rule.Method),
            Body = reader.Secret(nameof(rule.Body)),
            Pages = PagesSection.Read(item.GetSection(PagesSection.Name), faults),
        };
        // A body that is there and could not be read has been told of.
        var isUnread = rule.Body is null && reader.HasAny(nameof(rule.Body));
        faults.AddRange((isUnread ? rule with { Method = ReadMethod.Get } : rule).Faults().Select(fault => $"{item.Path}:{fault}"));
        if (rule.MaxInterval < rule.MinInterval) reader.Fault(nameof(rule.MaxInterval), $"is {rule.MaxInterval}, shorter than MinInterval, {rule.MinInterval}");
        if (rule.Guard is { } guard && !BackendName.IsName(guard)) reader.Fault(nameof(rule.Guard), $"is '{guard}'; {BackendName.Form}");
        return rule;
    }

    private static TimeSpan? ReadInterval(SectionReader reader, string key) =>
        reader.Duration(key, TimeSpan.Zero, TimeSpan.FromMilliseconds(1), Longest) is var interval && interval > TimeSpan.Zero ? interval : null;

    private static PathRule? ReadPattern(string text, SectionReader reader, string? key) => reader.Parse(key, text, PathPattern.Parse) is { } pattern ? new PathRule { Pattern = pattern } : null;
}
