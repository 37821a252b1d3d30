namespace Dendrite.Resilience.Registries;

/// <summary>
/// Fills a registry from settings, flat as configuration systems give them: <c>cache:type = memory</c> and
/// <c>cache:size = 100</c> register under <c>cache</c> what the factory <c>memory</c> makes of <c>size = 100</c>.
/// Arrays are <c>cache:hosts:0 = a</c>: the factory gets <c>hosts:0</c>. All or nothing: a bad set of settings names everything that is wrong and leaves what is registered alone.
/// </summary>
public sealed class RegistryFiller
{
    private readonly Dictionary<string, Func<IReadOnlyDictionary<string, string>, object>> _factories = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Says how a type of thing is made.</summary>
    /// <param name="type">The name that settings use.</param>
    /// <param name="factory">Makes it of its settings; throws where they are wrong.</param>
    /// <returns>This.</returns>
    public RegistryFiller Add(string type, Func<IReadOnlyDictionary<string, string>, object> factory)
    {
        ArgumentException.ThrowIfNullOrEmpty(type);
        ArgumentNullException.ThrowIfNull(factory);
        _factories[type] = factory;
        return this;
    }

    /// <summary>Registers what the settings describe. Keys that they do not name stay as they are.</summary>
    /// <param name="registry">The registry.</param>
    /// <param name="settings">Pairs of <c>key:setting</c> and value. Case of setting names does not matter.</param>
    /// <exception cref="ArgumentException">Something is wrong; everything that is, is listed.</exception>
    public void Fill(Registry registry, IEnumerable<KeyValuePair<string, string?>> settings)
    {
        ArgumentNullException.ThrowIfNull(registry);
        ArgumentNullException.ThrowIfNull(settings);
        var errors = new List<string>();
        var swaps = new List<KeyValuePair<string, object?>>();
        foreach (var (key, values) in Group(settings, errors))
        {
            if (!values.TryGetValue("type", out var type)) errors.Add($"{key}:type is missing.");
            else if (!_factories.TryGetValue(type, out var factory)) errors.Add($"{key}:type is '{type}'; known are {string.Join(", ", _factories.Keys)}.");
            else Make(key, factory, values, swaps, errors);
        }
        if (errors.Count > 0) throw new ArgumentException("The registry was not filled: " + string.Join(" ", errors), nameof(settings));
        registry.Swap(swaps);
    }

    private static void Make(
        string key, Func<IReadOnlyDictionary<string, string>, object> factory, IReadOnlyDictionary<string, string> values,
        List<KeyValuePair<string, object?>> swaps, List<string> errors)
    {
        try
        {
            swaps.Add(new(key, factory(values)));
        }
        catch (Exception e)
        {
            errors.Add($"{key}: {e.Message}");
        }
    }

    private static SortedDictionary<string, Dictionary<string, string>> Group(IEnumerable<KeyValuePair<string, string?>> all, List<string> errors)
    {
        KeyValuePair<string, string?>[] settings = [.. all];
        // A key is what has a type; what lies deeper below it, such as hosts:0, are its settings.
        var keys = settings.Where(s => s.Value is not null && s.Key.EndsWith(":type", StringComparison.OrdinalIgnoreCase)).Select(s => s.Key[..^":type".Length]).ToHashSet(StringComparer.Ordinal);
        var groups = new SortedDictionary<string, Dictionary<string, string>>(StringComparer.Ordinal);
        foreach (var (path, value) in settings)
        {
            // Configuration systems list a section itself with no value; it says nothing.
            if (value is null) continue;
            var colon = path.IndexOf(':', StringComparison.Ordinal);
            for (var at = colon; at > 0; at = path.IndexOf(':', at + 1))
            {
                if (!keys.Contains(path[..at])) continue;
                colon = at;
                break;
            }
            if (colon <= 0 || colon == path.Length - 1)
            {
                errors.Add($"'{path}' is not of the form key:setting.");
                continue;
            }
            if (!groups.TryGetValue(path[..colon], out var group)) groups[path[..colon]] = group = new(StringComparer.OrdinalIgnoreCase);
            group[path[(colon + 1)..]] = value;
        }
        return groups;
    }
}
