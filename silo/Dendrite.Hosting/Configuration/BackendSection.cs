using Dendrite.Contracts.Configuration;
using Dendrite.Protocol;
using Dendrite.Resources;
using Microsoft.Extensions.Configuration;

namespace Dendrite.Hosting.Configuration;

/// <summary>Reads the section <c>Backends</c>.</summary>
internal static class BackendSection
{
    public const string Name = "Backends";

    private static readonly TimeSpan LongestInterval = TimeSpan.FromDays(1);
    private static readonly TimeSpan LongestRetention = TimeSpan.FromDays(3650);

    /// <summary>The backends in the order of their names; what is wrong becomes a fault with its full key.</summary>
    public static IReadOnlyList<BackendDefinition> Read(IConfiguration configuration, List<string> faults) =>
        [.. configuration.GetSection(Name).GetChildren().Select(section => ReadBackend(section, faults))];

    private static BackendDefinition ReadBackend(IConfigurationSection section, List<string> faults)
    {
        var defaults = new BackendDefinition { Name = section.Key, BaseAddress = new Uri("stub:") };
        var reader = new SectionReader(section, faults);
        if (!BackendName.IsName(section.Key)) reader.Fault(null, $"is not a name for a backend; {BackendName.Form}");
        else if (section.Key.Equals(BackendName.Own, StringComparison.OrdinalIgnoreCase)) reader.Fault(null, "is not a name for a backend: it is Dendrite's own");
        var shortest = reader.Duration(nameof(defaults.MinInterval), defaults.MinInterval, TimeSpan.FromMilliseconds(1), LongestInterval);
        // Who sets only the shorter of the two beyond the other's default means both.
        var longest = reader.Duration(nameof(defaults.MaxInterval), shortest > defaults.MaxInterval ? shortest : defaults.MaxInterval, TimeSpan.FromMilliseconds(1), LongestInterval);
        if (longest < shortest) reader.Fault(nameof(defaults.MaxInterval), $"is {longest}, shorter than MinInterval, {shortest}");
        var backend = defaults with
        {
            BaseAddress = ReadAddress(reader) ?? defaults.BaseAddress,
            Headers = SentSection.ReadHeaders(section, reader),
            Query = SentSection.ReadQuery(section, reader),
            MinInterval = shortest,
            MaxInterval = longest,
            Linger = reader.Duration(nameof(defaults.Linger), defaults.Linger, TimeSpan.Zero, LongestInterval),
            Retention = reader.Duration(nameof(defaults.Retention), defaults.Retention, TimeSpan.FromMinutes(1), LongestRetention),
            TimeLimit = reader.Duration(nameof(defaults.TimeLimit), defaults.TimeLimit, TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(1)),
            SizeLimit = reader.Size(nameof(defaults.SizeLimit), defaults.SizeLimit, 1, 1_000_000_000),
            MaxConcurrency = reader.Number(nameof(defaults.MaxConcurrency), defaults.MaxConcurrency, 1, 10_000),
            MaxFreshness = reader.Duration(nameof(defaults.MaxFreshness), defaults.MaxFreshness, TimeSpan.Zero, LongestInterval),
            MaxRetryAfter = reader.Duration(nameof(defaults.MaxRetryAfter), defaults.MaxRetryAfter, TimeSpan.FromSeconds(1), LongestInterval),
            GoneInterval = reader.Duration(nameof(defaults.GoneInterval), defaults.GoneInterval, TimeSpan.FromMilliseconds(1), LongestInterval),
            NoContent = reader.Choice(nameof(defaults.NoContent), defaults.NoContent),
            Redirects = reader.Choice(nameof(defaults.Redirects), defaults.Redirects),
            HttpVersion = reader.Choice(nameof(defaults.HttpVersion), defaults.HttpVersion),
            KeepNoStore = reader.Flag(nameof(defaults.KeepNoStore), defaults.KeepNoStore),
            VerifyAfterPolls = reader.Number(nameof(defaults.VerifyAfterPolls), defaults.VerifyAfterPolls, 1, 1_000_000),
            VerifyAfter = reader.Duration(nameof(defaults.VerifyAfter), defaults.VerifyAfter, TimeSpan.FromMilliseconds(1), LongestInterval),
            Connection = ConnectionSection.Read(section.GetSection(ConnectionSection.Name), faults),
            Lenient = ReadLenient(section.GetSection(nameof(defaults.Lenient)), faults),
            Keys = reader.List(nameof(defaults.Keys), defaults.Keys),
            ContentTypes = ReadContentTypes(reader, defaults.ContentTypes),
            LimitShare = reader.Ratio(nameof(defaults.LimitShare), defaults.LimitShare),
            Ignore = AnswerSection.ReadIgnore(reader, defaults.Ignore)!,
            Monotonic = AnswerSection.ReadMonotonic(reader),
            ConfirmShrink = reader.Ratio(nameof(defaults.ConfirmShrink), defaults.ConfirmShrink),
            Public = reader.Flag(nameof(defaults.Public), defaults.Public),
            Paths = PathSection.Read(section, faults),
            Pokes = PokeSection.Read(section.GetSection(PokeSection.Name), faults),
            Breaker = ReadBreaker(section.GetSection(nameof(defaults.Breaker)), faults),
        };
        if (BackendName.IsName(section.Key)) backend = backend with { AlwaysOn = ReadAlwaysOn(reader, backend) };
        // A header that could not be read is one that would be sent; and Paths that could not are there.
        var isOpenToAll = backend.Public && (section.GetSection(nameof(backend.Headers)).GetChildren().Any() || section.GetSection(nameof(backend.Query)).GetChildren().Any());
        if (isOpenToAll && !section.GetSection(nameof(backend.Paths)).Exists()) faults.Add($"{section.Path}:{BackendDefinition.OpenToAll}");
        return backend;
    }

    private static IReadOnlyList<string> ReadContentTypes(SectionReader reader, IReadOnlyList<string> unset)
    {
        const string Key = nameof(BackendDefinition.ContentTypes);
        var types = reader.List(Key, unset);
        foreach (var type in types)
            if (HeaderRules.FaultOfMediaType(type) is { } fault) reader.Fault(Key, $"has '{type}', {fault}");
        return types;
    }

    private static IReadOnlyList<string> ReadAlwaysOn(SectionReader reader, BackendDefinition backend)
    {
        const string Key = nameof(BackendDefinition.AlwaysOn);
        var paths = reader.List(Key, []);
        foreach (var path in paths)
            if (backend.FaultOfAlwaysOn(path) is { } fault) reader.Fault(Key, $"has '{path}', {fault}");
        if (paths.Count > BackendDefinition.MostAlwaysOn) reader.Fault(Key, $"has {paths.Count} paths; there are at most {BackendDefinition.MostAlwaysOn}");
        return paths;
    }

    private static LenientDefinition ReadLenient(IConfigurationSection section, List<string> faults)
    {
        var defaults = new LenientDefinition();
        var reader = new SectionReader(section, faults);
        return new LenientDefinition
        {
            DuplicateMembers = reader.Flag(nameof(defaults.DuplicateMembers), defaults.DuplicateMembers),
            NonFiniteNumbers = reader.Flag(nameof(defaults.NonFiniteNumbers), defaults.NonFiniteNumbers),
        };
    }

    private static BreakerDefinition ReadBreaker(IConfigurationSection section, List<string> faults)
    {
        var defaults = new BreakerDefinition();
        var reader = new SectionReader(section, faults);
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
            if (!reader.Has(Key)) reader.Fault(Key, "is missing; it is the http or https address that paths are appended to, or stub:");
            return null;
        }
        if (text == "stub" || text == "stub:") return new Uri("stub:");
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            reader.Fault(Key, $"is '{text}', not an absolute http or https address");
            return null;
        }
        if (address.UserInfo.Length > 0) reader.Fault(Key, "has a user name or password in it; put credentials into Headers or Query");
        if (address.Query.Length > 0 || address.Fragment.Length > 0) reader.Fault(Key, $"is '{address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped)}' with a query or fragment; a base address has none");
        return address.AbsolutePath.EndsWith('/') ? address : new Uri(address.AbsoluteUri + "/");
    }
}
