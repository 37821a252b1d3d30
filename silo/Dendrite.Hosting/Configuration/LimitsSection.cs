using Dendrite.Contracts.Configuration;
using Dendrite.Resources;
using Microsoft.Extensions.Configuration;

namespace Dendrite.Hosting.Configuration;

/// <summary>Reads what the section <c>Limits</c> says of a silo's resources; the edges read what it says of listeners.</summary>
internal static class LimitsSection
{
    public const string Name = "Limits";

    public static ResourceLimits Read(IConfiguration configuration, List<string> faults)
    {
        var reader = new SectionReader(configuration.GetSection(Name), faults);
        var defaults = new ResourceLimits();
        return new ResourceLimits
        {
            MaxResources = reader.Number(nameof(defaults.MaxResources), defaults.MaxResources, 1, 10_000_000),
            MaxDocumentBytes = reader.Size(nameof(defaults.MaxDocumentBytes), defaults.MaxDocumentBytes, 1_000_000, 1_000_000_000_000),
        };
    }
}
