namespace Dendrite.Resilience.Caching;

/// <summary>Makes the keys of one memoised function.</summary>
internal sealed class KeyMaker
{
    private readonly object _function;
    private readonly (int Position, string Name)[] _arguments;

    public KeyMaker(Delegate function, string? name, string[]? keyArguments)
    {
        ArgumentNullException.ThrowIfNull(function);
        _function = (object?)name ?? function;
        var parameters = function.Method.GetParameters().Where(p => p.ParameterType != typeof(CancellationToken)).ToArray();
        var chosen = keyArguments ?? [.. parameters.Select(p => p.Name ?? "")];
        var unknown = chosen.Except(parameters.Select(p => p.Name ?? ""), StringComparer.Ordinal).ToArray();
        if (unknown.Length > 0) throw new ArgumentException($"The function has no parameter {string.Join(", ", unknown)}.", nameof(keyArguments));
        _arguments = [.. parameters.Select((p, i) => (Position: i, Name: p.Name ?? "")).Where(p => chosen.Contains(p.Name, StringComparer.Ordinal))];
    }

    public CacheKey Make(params object?[] values) => new(_function, [.. _arguments.Select(a => (a.Name, values[a.Position]))]);
}
