using Dendrite.Contracts.Configuration;
using Dendrite.Resources;
using Microsoft.Extensions.Configuration;

namespace Dendrite.Hosting.Configuration;

/// <summary>Reads the section <c>Pages</c> of a rule. What its values are together is judged by <see cref="PagesDefinition.Faults"/>.</summary>
internal static class PagesSection
{
    public const string Name = nameof(PathRule.Pages);

    /// <summary>How the pages are found; null where the section is not there, or does not say it.</summary>
    public static PagesDefinition? Read(IConfigurationSection section, List<string> faults)
    {
        if (!section.Exists()) return null;
        var reader = new SectionReader(section, faults);
        if (!reader.Has(nameof(PagesDefinition.Next)))
        {
            reader.Fault(nameof(PagesDefinition.Next), $"is missing; it is one of {string.Join(", ", Enum.GetNames<NextPage>())}");
            return null;
        }
        var defaults = new PagesDefinition { Next = NextPage.Link };
        return new PagesDefinition
        {
            Next = reader.Choice(nameof(defaults.Next), defaults.Next),
            // The page itself, which may be said.
            Items = section[nameof(defaults.Items)] is { Length: 0 } ? defaults.Items : reader.Text(nameof(defaults.Items)) ?? defaults.Items,
            Pointer = reader.Text(nameof(defaults.Pointer)),
            Parameter = reader.Text(nameof(defaults.Parameter)),
            First = reader.Has(nameof(defaults.First)) ? reader.Number(nameof(defaults.First), 1, 0, 1_000_000) : null,
            SizeParameter = reader.Text(nameof(defaults.SizeParameter)),
            Size = reader.Has(nameof(defaults.Size)) ? reader.Number(nameof(defaults.Size), 1, 1, PagesDefinition.MostItems) : null,
            MaxPages = reader.Number(nameof(defaults.MaxPages), defaults.MaxPages, 1, PagesDefinition.MostPages),
        };
    }
}
