using System.Collections.Frozen;
using Dendrite.Protocol;

namespace Dendrite.Resources;

/// <summary>The configured backends, each with its connection pool behind its guard. They can be replaced while they are in use.</summary>
public sealed class BackendDirectory : IBackends, IDisposable
{
    /// <summary>How much later than the guard the connection gives up by itself, so that a time-out is counted as one.</summary>
    private static readonly TimeSpan Behind = TimeSpan.FromSeconds(1);

    private readonly Lock _replacing = new();
    private readonly BackendGuards _guards;
    private readonly TimeProvider _clock;
    private readonly BackendErrors _errors;
    private FrozenDictionary<string, Entry> _backends = FrozenDictionary<string, Entry>.Empty;

    /// <summary>Begins with these backends.</summary>
    public BackendDirectory(IEnumerable<BackendDefinition> definitions, BackendGuards guards, TimeProvider clock, BackendErrors? errors = null)
    {
        _errors = errors ?? new BackendErrors(clock);
        _guards = guards;
        _clock = clock;
        Replace(definitions);
    }

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Names => _backends.Keys;

    /// <summary>
    /// Goes on with these. A backend that stays as it was keeps its connections, its guard and its definition's identity; one that
    /// changed gets new ones, and calls under way on the old ones end by themselves.
    /// </summary>
    /// <returns>The names of the backends that came, changed or went, in order.</returns>
    public IReadOnlyList<string> Replace(IEnumerable<BackendDefinition> definitions)
    {
        ArgumentNullException.ThrowIfNull(definitions);
        lock (_replacing)
        {
            var before = _backends;
            var next = definitions.ToFrozenDictionary(
                d => d.Name,
                d => before.TryGetValue(d.Name, out var same) && same.Definition.Equals(d) ? same : Enter(d, same),
                StringComparer.OrdinalIgnoreCase);
            _backends = next;
            _guards.Retain(next.Values.SelectMany(entry => entry.Definition.GuardKeys));
            _errors.Retain(next.Keys);
            foreach (var (name, entry) in before)
                if (!next.TryGetValue(name, out var kept) || kept != entry) DisposeLater(entry);
            return [.. before.Keys.Union(next.Keys, StringComparer.OrdinalIgnoreCase).Where(n => before.GetValueOrDefault(n) != next.GetValueOrDefault(n)).Order(StringComparer.OrdinalIgnoreCase)];
        }
    }

    /// <inheritdoc/>
    public BackendDefinition GetDefinition(string name) => Find(name).Definition;

    /// <inheritdoc/>
    public IUpstream GetUpstream(string name) => Find(name).Upstream;

    /// <summary>Closes all connections.</summary>
    public void Dispose()
    {
        foreach (var entry in _backends.Values) (entry.Upstream as IDisposable)?.Dispose();
    }

    private Entry Enter(BackendDefinition backend, Entry? before)
    {
        // What a credential may do is as it was, whatever else has changed.
        var isKnown = before is not null && before.Definition.BaseAddress == backend.BaseAddress && before.Definition.LimitShare == backend.LimitShare && before.Definition.HasSameCredentials(backend);
        var allowance = isKnown ? before!.Allowance : new Allowance(backend.LimitShare);
        IUpstream upstream = new GovernedUpstream(allowance, Connect(backend), _guards, _clock);
        // Outside, so that each page is a request to whoever counts them.
        if (backend.Paths.Any(rule => rule.Pages is not null)) upstream = new PagedUpstream(backend, upstream, _clock);
        return new Entry(backend, _errors.Noting(backend.Name, upstream), allowance);
    }

    private IUpstream Connect(BackendDefinition backend)
    {
        var upstream = Upstreams.Connect(backend with { TimeLimit = backend.TimeLimit + Behind }, _clock);
        var unnamed = _guards.Guard(backend, upstream);
        return backend.Paths.Count == 0 ? unnamed : new RuledUpstream(backend, unnamed, backend.GuardNames.ToFrozenDictionary(name => name, name => _guards.Guard(backend, upstream, name), StringComparer.OrdinalIgnoreCase));
    }

    private void DisposeLater(Entry entry)
    {
        ITimer? timer = null;
        timer = _clock.CreateTimer(
            _ =>
            {
                (entry.Upstream as IDisposable)?.Dispose();
                timer?.Dispose();
            },
            // A poll may have begun to wait for its turn a moment ago.
            null, BackendSlots.LongestWait + entry.Definition.TimeLimit + Behind + Behind, Timeout.InfiniteTimeSpan);
    }

    private Entry Find(string name) =>
        _backends.TryGetValue(name, out var backend)
            ? backend
            : throw new InvalidRequestException(
                DendriteErrorCode.UnknownBackend,
                $"There is no backend '{name}'; configured are: {(_backends.Count == 0 ? "none" : string.Join(", ", _backends.Keys.Order()))}.");

    private sealed record Entry(BackendDefinition Definition, IUpstream Upstream, Allowance Allowance);
}
