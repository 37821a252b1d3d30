using Orleans.Concurrency;
using Orleans.Serialization.Invocation;

namespace Dendrite.Engine;

public interface ITurnGrain : IGrainWithStringKey
{
    /// <summary>Counts up with an await between reading and writing.</summary>
    Task<int> IncrementSlowlyAsync();

    Task<int> MostAtOnceAsync();

    Task HoldAsync(string gate);

    Task<string> NoteAsync(string text);

    [AlwaysInterleave]
    Task<string> InterleaveAsync(string text);

    [ReadOnly]
    Task<int> ReadAsync(string gate);

    [AlwaysInterleave]
    Task<int> RunningAsync();

    Task<bool[]> SchedulersAsync();

    Task<bool> StaysAfterDelayAsync();

    Task<bool> LeavesWithConfigureAwaitFalseAsync();

    Task<bool> StartNewStaysAsync();

    Task<bool> RunLeavesAsync();

    [OneWay]
    Task FireAsync(string gate);

    [OneWay]
    Task FireAndFailAsync();

    Task<string[]> NotesAsync();

    Task<int> OrderAsync(int n);

    Task<int[]> OrderedAsync();
}

public class TurnGrain : Grain, ITurnGrain
{
    private readonly List<string> _notes = [];
    private readonly List<int> _order = [];
    private int _count;
    private int _running;
    private int _most;

    public async Task<int> IncrementSlowlyAsync()
    {
        _most = Math.Max(_most, ++_running);
        var before = _count;
        await Task.Yield();
        await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        _count = before + 1;
        _running--;
        return _count;
    }

    public Task<int> MostAtOnceAsync() => Task.FromResult(_most);

    public async Task HoldAsync(string gate)
    {
        _notes.Add("hold");
        await Gates.Of(gate);
        _notes.Add("held");
    }

    public Task<string> NoteAsync(string text)
    {
        _notes.Add(text);
        return Task.FromResult(string.Join(',', _notes));
    }

    public Task<string> InterleaveAsync(string text) => NoteAsync(text);

    public async Task<int> ReadAsync(string gate)
    {
        _most = Math.Max(_most, ++_running);
        await Gates.Of(gate);
        _running--;
        return _most;
    }

    public Task<int> RunningAsync() => Task.FromResult(_running);

    public async Task<bool[]> SchedulersAsync()
    {
        var first = TaskScheduler.Current;
        await Task.Yield();
        var second = TaskScheduler.Current;
        return [first != TaskScheduler.Default, first == second, SynchronizationContext.Current is null];
    }

    public async Task<bool> StaysAfterDelayAsync()
    {
        var scheduler = TaskScheduler.Current;
        await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        return TaskScheduler.Current == scheduler;
    }

    public Task<bool> LeavesWithConfigureAwaitFalseAsync() => OutsideTheTurn.ReachedAsync();

    public async Task<bool> StartNewStaysAsync()
    {
        var scheduler = TaskScheduler.Current;
        return await Task.Factory.StartNew(() => TaskScheduler.Current == scheduler, CancellationToken.None, TaskCreationOptions.None, TaskScheduler.Current);
    }

    public Task<bool> RunLeavesAsync() => Task.Run(() => TaskScheduler.Current == TaskScheduler.Default);

    public async Task FireAsync(string gate)
    {
        await Gates.Of(gate);
        _notes.Add("fired");
    }

    public Task FireAndFailAsync() => throw new InvalidOperationException("nobody hears");

    public Task<string[]> NotesAsync() => Task.FromResult(_notes.ToArray());

    public async Task<int> OrderAsync(int n)
    {
        _order.Add(n);
        await Task.Yield();
        return n;
    }

    public Task<int[]> OrderedAsync() => Task.FromResult(_order.ToArray());
}

public interface IReentrantTurnGrain : ITurnGrain;

[Reentrant]
public sealed class ReentrantTurnGrain : TurnGrain, IReentrantTurnGrain;

public interface IChoosyGrain : IGrainWithStringKey
{
    Task HoldAsync(string gate);

    Task<string> SayAsync(string text);
}

[MayInterleave(nameof(MayInterleave))]
public sealed class ChoosyGrain : Grain, IChoosyGrain
{
    public static bool MayInterleave(IInvokable request) => request.GetMethodName() == nameof(SayAsync) && request.GetArgument(0) is "through";

    public Task HoldAsync(string gate) => Gates.Of(gate);

    public Task<string> SayAsync(string text) => Task.FromResult(text);
}

public interface IChainGrain : IGrainWithStringKey
{
    Task<string> CallBackAsync(IChainGrain other, bool allow);

    Task<string> ReturnToAsync(IChainGrain first);

    [ResponseTimeout("00:00:02")]
    Task<string> ReturnToWithLimitAsync(IChainGrain first);

    Task<string> AnswerAsync();
}

public sealed class ChainGrain : Grain, IChainGrain
{
    public async Task<string> CallBackAsync(IChainGrain other, bool allow)
    {
        if (!allow) return await other.ReturnToWithLimitAsync(this.AsReference<IChainGrain>());
        using var section = RequestContext.AllowCallChainReentrancy();
        return await other.ReturnToAsync(this.AsReference<IChainGrain>());
    }

    public Task<string> ReturnToAsync(IChainGrain first) => first.AnswerAsync();

    public Task<string> ReturnToWithLimitAsync(IChainGrain first) => first.AnswerAsync();

    public Task<string> AnswerAsync() => Task.FromResult("answer of " + this.GetPrimaryKeyString());
}

/// <summary>Code that a grain calls and that doesn't care for its turn.</summary>
public static class OutsideTheTurn
{
    public static async Task<bool> ReachedAsync()
    {
        await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System).ConfigureAwait(false);
        return TaskScheduler.Current == TaskScheduler.Default;
    }
}
