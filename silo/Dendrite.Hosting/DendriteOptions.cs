using Dendrite.Hosting.Configuration;
using Dendrite.Resources;
using Microsoft.Extensions.Options;

namespace Dendrite.Hosting;

/// <summary>What the grains need to know: the section <c>Dendrite</c> of a host, the root of the server's own configuration.</summary>
public sealed class DendriteOptions
{
    /// <summary>The section of a host's configuration.</summary>
    public const string SectionName = "Dendrite";

    /// <summary>The backends: those of the configuration first, then those that code adds. Names differ, case apart.</summary>
    public IList<BackendDefinition> Backends { get; } = [];

    /// <summary>What the resources of a silo may take together: <c>Limits:MaxResources</c>, <c>Limits:MaxDocumentBytes</c>.</summary>
    public ResourceLimits Limits { get; set; } = new();

    /// <summary>Where the section is, for faults of what code adds: empty where it is the root.</summary>
    internal string Path { get; set; } = "";

    /// <summary>What was wrong in the configuration.</summary>
    internal List<string> Faults { get; } = [];
}

/// <summary>Refuses wrong options with all faults.</summary>
internal sealed class DendriteOptionsValidator : IValidateOptions<DendriteOptions>
{
    public ValidateOptionsResult Validate(string? name, DendriteOptions options)
    {
        List<string> faults = [.. options.Faults];
        foreach (var backend in options.Backends) faults.AddRange(backend.Faults().Select(fault => $"{Key(backend.Name)}:{fault}"));
        if (options.Limits.MaxResources < 1) faults.Add($"{nameof(options.Limits)}:{nameof(ResourceLimits.MaxResources)} is {options.Limits.MaxResources}; it is at least 1.");
        if (options.Limits.MaxDocumentBytes < 1_000_000) faults.Add($"{nameof(options.Limits)}:{nameof(ResourceLimits.MaxDocumentBytes)} is {options.Limits.MaxDocumentBytes}; it is at least 1 MB.");
        foreach (var twice in options.Backends.GroupBy(b => b.Name, StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1)) faults.Add($"{Key(twice.Key)} is there {twice.Count()} times.");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults.Distinct());

        string Key(string backend) => options.Path.Length == 0 ? $"{BackendSection.Name}:{backend}" : $"{options.Path}:{BackendSection.Name}:{backend}";
    }
}
