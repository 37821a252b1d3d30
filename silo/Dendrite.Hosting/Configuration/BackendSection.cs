using Dendrite.Contracts.Configuration;
using Dendrite.Protocol;
using Dendrite.Resources;
using Microsoft.Extensions.Configuration;

namespace Dendrite.Hosting.Configuration;

/// <summary>Reads the section <c>Backends</c>.</summary>
internal static class BackendSection
{
    public const string Name = "Backends";

    internal static readonly string[] BackendKeys =
    [
        nameof(BackendDefinition.BaseAddress), nameof(BackendDefinition.Headers), nameof(BackendDefinition.MinInterval),
        nameof(BackendDefinition.MaxInterval), nameof(BackendDefinition.Linger), nameof(BackendDefinition.TimeLimit),
        nameof(BackendDefinition.SizeLimit), nameof(BackendDefinition.MaxConcurrency), nameof(BackendDefinition.Keys),
        nameof(BackendDefinition.ContentTypes), nameof(BackendDefinition.Public), nameof(BackendDefinition.Breaker),
    ];

    internal static readonly string[] BreakerKeys =
    [
        nameof(BreakerDefinition.MinimumCalls), nameof(BreakerDefinition.FailureRatio), nameof(BreakerDefinition.Window), nameof(BreakerDefinition.OpenFor),
    ];

    private static readonly TimeSpan LongestInterval = TimeSpan.FromDays(1);

    /// <summary>The backends in the order of their names; what is wrong becomes a fault with its full key.</summary>
    public static IReadOnlyList<BackendDefinition> Read(IConfiguration configuration, List<string> faults) =>
        [.. configuration.GetSection(Name).GetChildren().Select(section => ReadBackend(section, faults))];

    private static BackendDefinition ReadBackend(IConfigurationSection section, List<string> faults)
    {
        var defaults = new BackendDefinition { Name = section.Key, BaseAddress = new Uri("stub:") };
        var reader = new SectionReader(section, faults);
        if (!BackendName.IsName(section.Key)) reader.Fault(null, $"is not a name for a backend; {BackendName.Form}");
        else if (section.Key.Equals(BackendName.Own, StringComparison.OrdinalIgnoreCase)) reader.Fault(null, "is not a name for a backend: it is Dendrite's own");
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
            Headers = ReadHeaders(section.GetSection(nameof(defaults.Headers)), reader),
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

    private static Dictionary<string, string> ReadHeaders(IConfigurationSection section, SectionReader reader)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var header in section.GetChildren())
        {
            if (HeaderRules.FaultOf(header.Key, header.Value) is { } fault) reader.Fault($"{section.Key}:{header.Key}", fault);
            else headers[header.Key] = header.Value!;
        }
        return headers;
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
