using System.Collections.Concurrent;

namespace Dendrite.Engine;

/// <summary>A service to inject.</summary>
public sealed record Greeting(string Text);

/// <summary>A service with the life of an activation.</summary>
public sealed class ScopedThing
{
    public Guid Id { get; } = Guid.NewGuid();
}

/// <summary>What happened, by key, in order.</summary>
public sealed class CallLog
{
    private readonly ConcurrentDictionary<string, ConcurrentQueue<string>> _entries = new();

    public void Add(string key, string entry) => _entries.GetOrAdd(key, _ => new()).Enqueue(entry);

    public string[] Of(string key) => _entries.TryGetValue(key, out var entries) ? [.. entries] : [];
}
