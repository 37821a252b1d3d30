using System.Text;

namespace Dendrite.Resilience.Caching;

/// <summary>
/// What a cached value is the answer to: a function and its arguments with their names. Keys are equal only when the
/// function, every name and every value are; nothing is joined into one text on the way, so <c>f(a: 1)</c>,
/// <c>f(b: 1)</c>, <c>g(a: 1)</c> and <c>f(a: "1")</c> are four keys.
/// </summary>
public sealed class CacheKey : IEquatable<CacheKey>
{
    private readonly (string Name, object? Value)[] _arguments;
    private readonly int _hash;

    /// <summary>Names a function and its arguments.</summary>
    /// <param name="function">The function: a name, or any object that stands for it alone.</param>
    /// <param name="arguments">Every argument that the answer depends on, defaults included, with a value that has value equality and does not change.</param>
    /// <exception cref="ArgumentException">An argument is an array: two equal ones would make two keys.</exception>
    public CacheKey(object function, params (string Name, object? Value)[] arguments)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(arguments);
        Function = function;
        _arguments = [.. arguments];
        var hash = new HashCode();
        hash.Add(function);
        foreach (var (name, value) in _arguments)
        {
            if (value is Array) throw new ArgumentException($"The argument '{name}' is an array, which has no value equality; give a string or a record.", nameof(arguments));
            hash.Add(name, StringComparer.Ordinal);
            hash.Add(value);
        }
        _hash = hash.ToHashCode();
    }

    /// <summary>The function.</summary>
    public object Function { get; }

    /// <summary>Its arguments, in order.</summary>
    public IReadOnlyList<(string Name, object? Value)> Arguments => _arguments;

    /// <inheritdoc/>
    public bool Equals(CacheKey? other)
    {
        if (other is null || _hash != other._hash || _arguments.Length != other._arguments.Length || !Function.Equals(other.Function)) return false;
        for (var i = 0; i < _arguments.Length; i++)
        {
            var (name, value) = _arguments[i];
            var (otherName, otherValue) = other._arguments[i];
            if (!string.Equals(name, otherName, StringComparison.Ordinal) || !Equals(value, otherValue)) return false;
        }
        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as CacheKey);

    /// <inheritdoc/>
    public override int GetHashCode() => _hash;

    /// <summary>For people, such as <c>weather(city: Rome, days: 3)</c>; two keys may read alike.</summary>
    public override string ToString()
    {
        var text = new StringBuilder().Append(Function).Append('(');
        for (var i = 0; i < _arguments.Length; i++)
            text.Append(i == 0 ? "" : ", ").Append(_arguments[i].Name).Append(": ").Append(_arguments[i].Value);
        return text.Append(')').ToString();
    }
}
