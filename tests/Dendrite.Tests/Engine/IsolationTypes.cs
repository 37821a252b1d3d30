using Orleans.Concurrency;

namespace Dendrite.Engine;

[GenerateSerializer]
[Alias("engine.mutable")]
public sealed class Mutable
{
    [Id(0)]
    public int Number { get; set; }

    [Id(1)]
    public List<int> Items { get; set; } = [];

    [Id(2)]
    public Mutable? Other { get; set; }

    /// <summary>Has no id, so it doesn't cross a call.</summary>
    [field: NonSerialized]
    public string? Unmarked { get; set; }
}

[GenerateSerializer]
public class Animal
{
    [Id(0)]
    public string? Name { get; set; }
}

[GenerateSerializer]
public sealed class Dog : Animal
{
    [Id(0)]
    public List<string> Tricks { get; set; } = [];
}

[GenerateSerializer]
[Immutable]
public sealed class Frozen
{
    [Id(0)]
    public int[] Numbers { get; init; } = [];
}

[GenerateSerializer]
public sealed record Point(int X, int Y)
{
    [Id(0)]
    public List<int> Trail { get; init; } = [];
}

[GenerateSerializer]
public struct Box
{
    [Id(0)]
    public int[] Content { get; set; }
}

[GenerateSerializer]
public sealed class Hidden
{
    [Id(0)]
    private readonly List<int> _secret = [];

    public int Count => _secret.Count;

    public Hidden Put(int n)
    {
        _secret.Add(n);
        return this;
    }
}

[GenerateSerializer]
public sealed record Pair<T>([property: Id(0)] T First, [property: Id(1)] T Second);

[GenerateSerializer]
public sealed class OddException : Exception
{
    public OddException()
    {
    }

    public OddException(string message)
        : base(message)
    {
    }

    public OddException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    [Id(0)]
    public int Number { get; set; }
}

public interface ICopyGrain : IGrainWithStringKey
{
    Task KeepAsync(object value);

    Task<object> KeptAsync();

    /// <summary>Whether the very object is kept that is given.</summary>
    Task<bool> IsKeptAsync([Immutable] object value);

    Task<Mutable> ChangeAsync(Mutable value);

    Task<bool> SameAsync(Mutable one, Mutable two);

    Task<List<int>> ListAsync();

    Task<int> CountAsync();

    Task<Immutable<int[]>> ThroughAsync(Immutable<int[]> numbers);

    Task KeepSharedAsync([Immutable] Mutable value);

    /// <summary>Adds to a list of the request context.</summary>
    Task<int> AddToContextAsync(string key);

    Task ThrowAsync(string kind);
}

public sealed class CopyGrain : Grain, ICopyGrain
{
    private readonly List<int> _list = [1];
    private object? _kept;

    public Task KeepAsync(object value)
    {
        _kept = value;
        return Task.CompletedTask;
    }

    public Task KeepSharedAsync(Mutable value) => KeepAsync(value);

    public Task<object> KeptAsync() => Task.FromResult(_kept!);

    public Task<bool> IsKeptAsync(object value) => Task.FromResult(ReferenceEquals(value, _kept));

    public Task<Mutable> ChangeAsync(Mutable value)
    {
        value.Number = -1;
        value.Items.Add(-1);
        return Task.FromResult(value);
    }

    public Task<bool> SameAsync(Mutable one, Mutable two) => Task.FromResult(ReferenceEquals(one, two));

    public Task<List<int>> ListAsync() => Task.FromResult(_list);

    public Task<int> CountAsync() => Task.FromResult(_list.Count);

    public Task<Immutable<int[]>> ThroughAsync(Immutable<int[]> numbers) => Task.FromResult(numbers);

    public Task<int> AddToContextAsync(string key)
    {
        var list = (List<int>)RequestContext.Get(key)!;
        list.Add(0);
        return Task.FromResult(list.Count);
    }

    public async Task ThrowAsync(string kind)
    {
        if (kind.StartsWith("late", StringComparison.Ordinal)) await Task.Yield();
        throw kind switch
        {
            "inner" => new InvalidOperationException("outer", new ArgumentException("inner")),
            "own" => new OddException("own") { Number = 7 },
            "cancelled" or "late cancelled" => new OperationCanceledException("cancelled"),
            _ => new InvalidOperationException(kind),
        };
    }
}

[Alias("engine.aliased")]
public interface IAliasedGrain : IGrainWithStringKey
{
    [Alias("who")]
    Task<string> WhoAsync();
}

public sealed class AliasedGrain : Grain, IAliasedGrain
{
    public Task<string> WhoAsync() => Task.FromResult("aliased");
}
