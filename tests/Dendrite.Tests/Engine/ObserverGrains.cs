using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Concurrency;
using Orleans.Utilities;

namespace Dendrite.Engine;

public interface INewsObserver : IGrainObserver
{
    Task HearAsync(string news);

    void Whisper(string news);

    [OneWay]
    Task ShoutAsync(string news);
}

public interface INewsGrain : IGrainWithStringKey
{
    Task SubscribeAsync(INewsObserver observer);

    Task UnsubscribeAsync(INewsObserver observer);

    Task<int> TellAsync(string news);

    Task WhisperAsync(string news);

    Task TellOneAsync(INewsObserver observer, string news);
}

public sealed class NewsGrain : Grain, INewsGrain
{
    private readonly ObserverManager<INewsObserver> _observers = new(TimeSpan.FromMinutes(5), NullLogger.Instance);

    public Task SubscribeAsync(INewsObserver observer)
    {
        _observers.Subscribe(observer, observer);
        return Task.CompletedTask;
    }

    public Task UnsubscribeAsync(INewsObserver observer)
    {
        _observers.Unsubscribe(observer);
        return Task.CompletedTask;
    }

    public async Task<int> TellAsync(string news)
    {
        await _observers.Notify(o => o.HearAsync(news));
        return _observers.Count;
    }

    public Task WhisperAsync(string news)
    {
        _observers.Notify(o => o.Whisper(news));
        return Task.CompletedTask;
    }

    public Task TellOneAsync(INewsObserver observer, string news) => observer.HearAsync(news);
}

public interface IWorkerGrain : IGrainWithIntegerKey
{
    Task<Guid> WorkAsync(string gate);

    Task<Guid> WhoAsync();
}

[StatelessWorker(3)]
public sealed class WorkerGrain(CallLog log) : Grain, IWorkerGrain
{
    private readonly Guid _id = Guid.NewGuid();

    public async Task<Guid> WorkAsync(string gate)
    {
        log.Add(gate, "works");
        await Gates.Of(gate);
        return _id;
    }

    public Task<Guid> WhoAsync() => Task.FromResult(_id);
}

public interface IReminderGrain : IGrainWithStringKey, IRemindable
{
    Task RegisterAsync(string name, TimeSpan due, TimeSpan period);

    Task UnregisterAsync(string name);

    Task<string[]> NamesAsync();

    Task<bool> KnowsAsync(string name);

    Task<int> TicksAsync();

    Task<string?> ContextOfTheLastTickAsync();
}

public sealed class ReminderGrain : Grain, IReminderGrain
{
    private int _ticks;
    private string? _context;

    public Task RegisterAsync(string name, TimeSpan due, TimeSpan period) => this.RegisterOrUpdateReminder(name, due, period);

    public async Task UnregisterAsync(string name) => await this.UnregisterReminder((await this.GetReminder(name))!);

    public async Task<string[]> NamesAsync() => [.. (await this.GetReminders()).Select(r => r.ReminderName).Order()];

    public async Task<bool> KnowsAsync(string name) => await this.GetReminder(name) is not null;

    public Task<int> TicksAsync() => Task.FromResult(_ticks);

    public Task<string?> ContextOfTheLastTickAsync() => Task.FromResult(_context);

    public Task ReceiveReminder(string reminderName, TickStatus status)
    {
        _ticks++;
        _context = RequestContext.Get("who") as string;
        return Task.CompletedTask;
    }
}
