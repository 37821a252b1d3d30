using Dendrite.Contracts.Errors;
using Dendrite.Grains.Resilience;
using Dendrite.Grains.Resources;
using Dendrite.Silo.Storage;
using Microsoft.Extensions.Configuration;

namespace Dendrite.Silo.Configuration;

/// <summary>Reads <see cref="SiloSettings"/> from a configuration and reports every fault at once.</summary>
public static class SettingsReader
{
    private static readonly string[] BackendKeys =
    [
        nameof(BackendDefinition.BaseAddress), nameof(BackendDefinition.Headers), nameof(BackendDefinition.MinInterval),
        nameof(BackendDefinition.MaxInterval), nameof(BackendDefinition.Linger), nameof(BackendDefinition.TimeLimit),
        nameof(BackendDefinition.SizeLimit), nameof(BackendDefinition.MaxConcurrency), nameof(BackendDefinition.Keys),
        nameof(BackendDefinition.ContentTypes), nameof(BackendDefinition.Public), nameof(BackendDefinition.Breaker),
    ];

    private static readonly string[] BreakerKeys =
    [
        nameof(BreakerDefinition.MinimumCalls), nameof(BreakerDefinition.FailureRatio), nameof(BreakerDefinition.Window), nameof(BreakerDefinition.OpenFor),
    ];

    private static readonly TimeSpan LongestInterval = TimeSpan.FromDays(1);

    /// <summary>Reads the settings.</summary>
    /// <exception cref="DefinitionException">Something is wrong; all faults are in it, each with its full key.</exception>
    public static SiloSettings Read(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var root = new SectionReader(configuration, []);
        var settings = new SiloSettings
        {
            DataDirectory = root.Text("DataDirectory"),
            Durability = root.Choice("Durability", StateDurability.Process),
            Cluster = ClusterSection.Read(configuration.GetSection(ClusterSection.Name), root.Faults),
            Heartbeat = root.Duration("Heartbeat", TimeSpan.FromSeconds(15), TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1)),
            InternalUrls = OperatorSettings.ReadInternalUrls(root),
            AdminToken = OperatorSettings.ReadToken(root),
            IsMonitorPublic = root.Flag("Monitor:Public", false),
            MaxStreams = root.Number("Monitor:MaxStreams", 5, 1, 1000),
            OtlpEndpoint = OperatorSettings.ReadOtlp(root, out var overHttp),
            IsOtlpOverHttp = overHttp,
            Backends = [.. configuration.GetSection("Backends").GetChildren().Select(section => ReadBackend(section, root.Faults))],
        };
        if (settings is { Cluster: not null, DataDirectory: not null }) root.Fault("DataDirectory", "is set beside Cluster, whose database keeps the state; leave one of them out");
        return root.Faults.Count == 0 ? settings : throw new DefinitionException(root.Faults);
    }

    private static BackendDefinition ReadBackend(IConfigurationSection section, List<string> faults)
    {
        var defaults = new BackendDefinition { Name = section.Key, BaseAddress = new Uri("stub:") };
        var reader = new SectionReader(section, faults);
        if (section.Key.Length > 64 || !section.Key.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.') || section.Key is "." or "..")
            reader.Fault(null, "is not a name for a backend; it may have up to 64 letters, digits, hyphens, underscores and dots");
        foreach (var child in section.GetChildren())
            if (!BackendKeys.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
                reader.Fault(child.Key, $"is not known; known are {string.Join(", ", BackendKeys)}");

        var shortest = reader.Duration(nameof(defaults.MinInterval), defaults.MinInterval, TimeSpan.FromMilliseconds(1), LongestInterval);
        // Who sets only the shorter of the two beyond the other's default means both.
        var longest = reader.Duration(nameof(defaults.MaxInterval), shortest > defaults.MaxInterval ? shortest : defaults.MaxInterval, TimeSpan.FromMilliseconds(1), LongestInterval);
        if (longest < shortest) reader.Fault(nameof(defaults.MaxInterval), $"is {longest}, shorter than MinInterval, {shortest}");
        return defaults with
        {
            BaseAddress = ReadAddress(reader) ?? defaults.BaseAddress,
            Headers = reader.Headers(nameof(defaults.Headers)),
            MinInterval = shortest,
            MaxInterval = longest,
            Linger = reader.Duration(nameof(defaults.Linger), defaults.Linger, TimeSpan.Zero, LongestInterval),
            TimeLimit = reader.Duration(nameof(defaults.TimeLimit), defaults.TimeLimit, TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(1)),
            SizeLimit = reader.Size(nameof(defaults.SizeLimit), defaults.SizeLimit, 1, 1_000_000_000),
            MaxConcurrency = reader.Number(nameof(defaults.MaxConcurrency), defaults.MaxConcurrency, 1, 10_000),
            Keys = reader.List(nameof(defaults.Keys), defaults.Keys),
            ContentTypes = reader.List(nameof(defaults.ContentTypes), defaults.ContentTypes),
            Public = reader.Flag(nameof(defaults.Public), defaults.Public),
            Breaker = ReadBreaker(section.GetSection(nameof(defaults.Breaker)), faults),
        };
    }

    private static BreakerDefinition ReadBreaker(IConfigurationSection section, List<string> faults)
    {
        var defaults = new BreakerDefinition();
        var reader = new SectionReader(section, faults);
        if (!string.IsNullOrEmpty(section.Value)) reader.Fault(null, $"is '{section.Value}'; it has settings of its own: {string.Join(", ", BreakerKeys)}");
        foreach (var child in section.GetChildren())
            if (!BreakerKeys.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
                reader.Fault(child.Key, $"is not known; known are {string.Join(", ", BreakerKeys)}");
        return defaults with
        {
            MinimumCalls = reader.Number(nameof(defaults.MinimumCalls), defaults.MinimumCalls, 1, 1_000_000),
            FailureRatio = reader.Ratio(nameof(defaults.FailureRatio), defaults.FailureRatio),
            Window = reader.Duration(nameof(defaults.Window), defaults.Window, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
            OpenFor = reader.Duration(nameof(defaults.OpenFor), defaults.OpenFor, TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1)),
        };
    }

    private static Uri? ReadAddress(SectionReader reader)
    {
        const string Key = nameof(BackendDefinition.BaseAddress);
        if (reader.Text(Key) is not { } text)
        {
            reader.Fault(Key, "is missing; it is the http or https address that paths are appended to, or stub:");
            return null;
        }
        if (text == "stub" || text == "stub:") return new Uri("stub:");
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            reader.Fault(Key, $"is '{text}', not an absolute http or https address");
            return null;
        }
        if (address.UserInfo.Length > 0) reader.Fault(Key, "has a user name or password in it; put credentials into Headers");
        if (address.Query.Length > 0 || address.Fragment.Length > 0) reader.Fault(Key, $"is '{address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped)}' with a query or fragment; a base address has none");
        return address.AbsolutePath.EndsWith('/') ? address : new Uri(address.AbsoluteUri + "/");
    }
}
