using System.Collections;
using Microsoft.Extensions.Logging;

namespace Orleans.Utilities;

/// <summary>The observers of a grain. An observer that isn't renewed expires; one that fails when it is notified is dropped.</summary>
public partial class ObserverManager<TIdentity, TObserver> : IEnumerable<TObserver>
    where TIdentity : notnull
{
    private readonly Dictionary<TIdentity, (TObserver Observer, DateTime LastSeen)> _observers = [];
    private readonly ILogger _log;

    public ObserverManager(TimeSpan expiration, ILogger log)
    {
        ExpirationDuration = expiration;
        _log = log ?? throw new ArgumentNullException(nameof(log));
    }

    public Func<DateTime> GetDateTime { get; set; } = static () => TimeProvider.System.GetUtcNow().UtcDateTime;

    public TimeSpan ExpirationDuration { get; set; }

    public int Count => _observers.Count;

    public IReadOnlyDictionary<TIdentity, TObserver> Observers => _observers.ToDictionary(o => o.Key, o => o.Value.Observer);

    public void Clear() => _observers.Clear();

    public void Subscribe(TIdentity id, TObserver observer) => _observers[id] = (observer, GetDateTime());

    public void Unsubscribe(TIdentity id) => _observers.Remove(id);

    public void ClearExpired()
    {
        var now = GetDateTime();
        foreach (var (id, entry) in _observers.ToArray())
        {
            if (entry.LastSeen + ExpirationDuration < now) _observers.Remove(id);
        }
    }

    public async Task Notify(Func<TObserver, Task> notification, Func<TObserver, bool>? predicate = null)
    {
        ClearExpired();
        foreach (var (id, entry) in _observers.ToArray())
        {
            if (predicate?.Invoke(entry.Observer) == false) continue;
            try
            {
                await notification(entry.Observer);
            }
            catch (Exception e)
            {
                Drop(id, e);
            }
        }
    }

    public void Notify(Action<TObserver> notification, Func<TObserver, bool>? predicate = null)
    {
        ClearExpired();
        foreach (var (id, entry) in _observers.ToArray())
        {
            if (predicate?.Invoke(entry.Observer) == false) continue;
            try
            {
                notification(entry.Observer);
            }
            catch (Exception e)
            {
                Drop(id, e);
            }
        }
    }

    public IEnumerator<TObserver> GetEnumerator() => _observers.Values.Select(o => o.Observer).ToList().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private void Drop(TIdentity id, Exception exception)
    {
        LogDropped(_log, id, exception);
        _observers.Remove(id);
    }

    [LoggerMessage(110, LogLevel.Debug, "Observer {Id} failed and is dropped.")]
    private static partial void LogDropped(ILogger log, TIdentity id, Exception exception);
}
