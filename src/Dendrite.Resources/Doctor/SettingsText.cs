using System.Globalization;
using System.Text.Json.Nodes;
using Dendrite.Protocol;

namespace Dendrite.Resources;

/// <summary>A backend as the configuration has it, to be pasted: what is as by default is left out, and a header's value is a reference to the environment.</summary>
internal static class SettingsText
{
    /// <summary>The configuration, from the section <c>Backends</c> on.</summary>
    /// <param name="backend">The backend.</param>
    /// <param name="path">The path that was examined, below the base address; with headers it is the only one that is let through.</param>
    public static JsonObject Of(BackendDefinition backend, string path)
    {
        ArgumentNullException.ThrowIfNull(backend);
        var defaults = new BackendDefinition { Name = backend.Name, BaseAddress = backend.BaseAddress };
        var settings = new JsonObject { ["BaseAddress"] = backend.BaseAddress.AbsoluteUri, ["Public"] = true };
        if (backend.Headers.Count > 0)
        {
            settings["Headers"] = new JsonObject(backend.Headers.Keys.Select(name => KeyValuePair.Create(name, (JsonNode?)JsonValue.Create($"env:{VariableOf(backend.Name, name)}"))));
            // With credentials everybody could read everything.
            settings["Paths"] = new JsonArray(PatternOf(path));
        }
        void Say<T>(string name, T value, T usual, Func<T, JsonNode> write)
        {
            if (!EqualityComparer<T>.Default.Equals(value, usual)) settings[name] = write(value);
        }
        static JsonNode Time(TimeSpan value) => Wording.Setting(value);
        static JsonNode Share(double value) => string.Create(CultureInfo.InvariantCulture, $"{value * 100:0.##}%");
        static JsonNode List(IReadOnlyList<string> values) => new JsonArray([.. values.Select(value => (JsonNode?)value)]);

        Say(nameof(backend.MinInterval), backend.MinInterval, defaults.MinInterval, Time);
        Say(nameof(backend.MaxInterval), backend.MaxInterval, defaults.MaxInterval, Time);
        Say(nameof(backend.TimeLimit), backend.TimeLimit, defaults.TimeLimit, Time);
        Say(nameof(backend.SizeLimit), backend.SizeLimit, defaults.SizeLimit, value => value);
        Say(nameof(backend.MaxFreshness), backend.MaxFreshness, defaults.MaxFreshness, Time);
        Say(nameof(backend.LimitShare), backend.LimitShare, defaults.LimitShare, Share);
        Say(nameof(backend.Redirects), backend.Redirects, defaults.Redirects, value => value.ToString());
        Say(nameof(backend.KeepNoStore), backend.KeepNoStore, defaults.KeepNoStore, value => value);
        Say(nameof(backend.VerifyAfterPolls), backend.VerifyAfterPolls, defaults.VerifyAfterPolls, value => value);
        Say(nameof(backend.VerifyAfter), backend.VerifyAfter, defaults.VerifyAfter, Time);
        Say(nameof(backend.Monotonic), backend.Monotonic, defaults.Monotonic, value => value!);
        Say(nameof(backend.ConfirmShrink), backend.ConfirmShrink, defaults.ConfirmShrink, Share);
        if (!backend.Keys.SequenceEqual(defaults.Keys)) settings[nameof(backend.Keys)] = List(backend.Keys);
        if (!backend.ContentTypes.SequenceEqual(defaults.ContentTypes)) settings[nameof(backend.ContentTypes)] = List(backend.ContentTypes);
        if (backend.Ignore.Count > 0) settings[nameof(backend.Ignore)] = List(backend.Ignore);
        if (backend.Lenient.NonFiniteNumbers) settings[nameof(backend.Lenient)] = new JsonObject { [nameof(backend.Lenient.NonFiniteNumbers)] = true };
        return new JsonObject { ["Backends"] = new JsonObject { [backend.Name] = settings } };
    }

    /// <summary>A name for the backend at a host: its letters, digits, dots and hyphens.</summary>
    public static string NameFor(Uri address)
    {
        var name = string.Concat(address.IdnHost.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' ? c : '-')).Trim('.', '-', '_');
        if (name.Length > 64) name = name[..64];
        return BackendName.IsName(name) && !name.Equals(BackendName.Own, StringComparison.OrdinalIgnoreCase) ? name : "backend";
    }

    /// <summary>Where a header's value is expected.</summary>
    internal static string VariableOf(string backend, string header) =>
        string.Concat($"{backend}_{header}".ToUpperInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_')) is var name && char.IsAsciiDigit(name[0]) ? "API_" + name : name;

    private static string PatternOf(string path)
    {
        try
        {
            return path.Length == 0 ? "**" : PathPattern.Parse(ResourcePath.Canonicalize(path).Replace("*", "%2A", StringComparison.Ordinal)).Text;
        }
        catch (Exception e) when (e is FormatException or InvalidRequestException)
        {
            // What no address of a resource can be was asked for as a URL.
            return "**";
        }
    }
}
