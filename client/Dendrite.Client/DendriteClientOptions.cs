using Microsoft.Extensions.Options;

namespace Dendrite.Client;

/// <summary>Which server a <see cref="DendriteClient"/> asks: the section <c>Dendrite:Client</c> of a host.</summary>
public sealed class DendriteClientOptions
{
    /// <summary>The section of a host's configuration.</summary>
    public const string SectionName = "Dendrite:Client";

    /// <summary>The server's address, http or https. There is no default.</summary>
    public Uri? Server { get; set; }

    /// <summary>How long a stream may be silent, heartbeats included, before it counts as broken. Default 45 s; above zero.</summary>
    public TimeSpan SilenceLimit { get; set; } = TimeSpan.FromSeconds(45);

    /// <summary>What was wrong in the configuration, by full keys.</summary>
    internal List<string> Faults { get; } = [];
}

/// <summary>Refuses wrong options with all faults.</summary>
internal sealed class DendriteClientOptionsValidator : IValidateOptions<DendriteClientOptions>
{
    public ValidateOptionsResult Validate(string? name, DendriteClientOptions options)
    {
        List<string> faults = [.. options.Faults];
        var wasRead = faults.Exists(fault => fault.StartsWith($"{DendriteClientOptions.SectionName}:{nameof(options.Server)} ", StringComparison.OrdinalIgnoreCase));
        if (options.Server is null && !wasRead) faults.Add($"{DendriteClientOptions.SectionName}:{nameof(options.Server)} is missing; it is the http or https address of the server.");
        else if (options.Server is { } server && !IsServer(server)) faults.Add($"{DendriteClientOptions.SectionName}:{nameof(options.Server)} is '{server}', not an absolute http or https address.");
        if (options.SilenceLimit <= TimeSpan.Zero) faults.Add($"{DendriteClientOptions.SectionName}:{nameof(options.SilenceLimit)} is {options.SilenceLimit}; it is above zero.");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    internal static bool IsServer(Uri server) => server.IsAbsoluteUri && server.Scheme is "http" or "https";
}
