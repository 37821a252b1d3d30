namespace Dendrite.Resources;

/// <summary>A source that expects questions in order, and refuses what nobody told it of: by an exception, and in <see cref="Unexpected"/>, for hosts turn exceptions into outcomes.</summary>
internal sealed class ScriptedSource : IResourceSources, IResourceSource
{
    private readonly Lock _lock = new();
    private readonly Queue<(string Path, PollOutcome Outcome)> _script = new();
    private readonly List<string> _unexpected = [];
    private readonly List<Watcher> _watchers = [];
    private PollOutcome? _otherwise;

    /// <summary>What was asked for and not expected.</summary>
    public IReadOnlyList<string> Unexpected
    {
        get
        {
            lock (_lock) return [.. _unexpected];
        }
    }

    /// <summary>How many resources wait for pokes.</summary>
    public int Watchers
    {
        get
        {
            lock (_lock) return _watchers.Count;
        }
    }

    /// <summary>The next question is for this path, and this is the answer.</summary>
    public ScriptedSource Expect(string path, PollOutcome outcome)
    {
        lock (_lock) _script.Enqueue((path, outcome));
        return this;
    }

    /// <summary>Answers every question after the expected ones.</summary>
    public void Otherwise(PollOutcome outcome)
    {
        lock (_lock) _otherwise = outcome;
    }

    /// <summary>Says that a document may have changed.</summary>
    public void Poke(string path)
    {
        Watcher[] watchers;
        lock (_lock) watchers = [.. _watchers.Where(w => w.Path == path)];
        if (watchers.Length == 0) throw new InvalidOperationException($"Nobody watches {path}.");
        foreach (var watcher in watchers) watcher.Poke();
    }

    public IResourceSource GetSource(string backend) => this;

    public Task<PollOutcome> AskAsync(PollRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (_script.TryPeek(out var next) && next.Path == request.Path) return Task.FromResult(_script.Dequeue().Outcome);
            if (next.Path is null && _otherwise is { } otherwise) return Task.FromResult(otherwise);
            _unexpected.Add(request.Path);
        }
        throw new InvalidOperationException($"Nobody expected {request.Path} to be asked for.");
    }

    public IDisposable Watch(string path, string query, Action poke)
    {
        var watcher = new Watcher(this, path, poke);
        lock (_lock) _watchers.Add(watcher);
        return watcher;
    }

    private sealed record Watcher(ScriptedSource Source, string Path, Action Poke) : IDisposable
    {
        public void Dispose()
        {
            lock (Source._lock) Source._watchers.Remove(this);
        }
    }
}
