using System.Text;
using Orleans.Concurrency;
using Orleans.Serialization.Invocation;

namespace Dendrite.Engine;

public interface IRoughGrain : IGrainWithStringKey
{
    /// <summary>Gives no task at all.</summary>
    Task NothingAsync();

    Task<object> UncopyableAsync();

    ValueTask<object> UncopyableValueAsync();

    Task<int> PingAsync();

    Task<int> ChainAsync(int length, CancellationToken cancellationToken);

    Task HoldAsync(string gate);

    [AlwaysInterleave]
    Task OpenAsync(string gate);

    /// <summary>Leaves a value behind that flows, without awaiting anything.</summary>
    Task LeaveValueAsync();

    Task<string?> ReadValueAsync();

    /// <summary>A tick that sets a request context and awaits.</summary>
    Task TickWithContextAsync(string gate);

    Task<string?> ContextAsync();

    Task SetContextAsync(string value);

    /// <summary>Leaves while a timer's token has a callback that throws.</summary>
    Task LeaveWithABrokenTimerAsync();
}

/// <summary>Does what no grain should.</summary>
public sealed class RoughGrain(CallLog log) : Grain, IRoughGrain
{
    private static readonly AsyncLocal<string?> Local = new();

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        log.Add(this.GetPrimaryKeyString(), "deactivate");
        return Task.CompletedTask;
    }

    public Task NothingAsync() => null!;

    public Task<object> UncopyableAsync() => Task.FromResult<object>(new StringBuilder("no copier"));

    public ValueTask<object> UncopyableValueAsync() => new(new StringBuilder("no copier"));

    public Task<int> PingAsync() => Task.FromResult(1);

    public async Task<int> ChainAsync(int length, CancellationToken cancellationToken) =>
        length == 0 ? 0 : 1 + await GrainFactory.GetGrain<IRoughGrain>($"{this.GetPrimaryKeyString()}.").ChainAsync(length - 1, cancellationToken);

    public Task HoldAsync(string gate) => Gates.Of(gate);

    public Task OpenAsync(string gate)
    {
        Gates.Open(gate);
        return Task.CompletedTask;
    }

    public Task LeaveValueAsync()
    {
        Local.Value = "left";
        return Task.CompletedTask;
    }

    public Task<string?> ReadValueAsync() => Task.FromResult(Local.Value);

    public Task TickWithContextAsync(string gate)
    {
        this.RegisterGrainTimer(
            () =>
            {
                RequestContext.Set("who", "timer");
                return Gates.Of(gate);
            },
            TimeSpan.Zero,
            Timeout.InfiniteTimeSpan);
        return Task.CompletedTask;
    }

    public Task<string?> ContextAsync() => Task.FromResult(RequestContext.Get("who") as string);

    public Task SetContextAsync(string value)
    {
        RequestContext.Set("who", value);
        return Task.CompletedTask;
    }

    public async Task LeaveWithABrokenTimerAsync()
    {
        var ticking = new TaskCompletionSource();
        this.RegisterGrainTimer(
            token =>
            {
                token.Register(() => throw new NotSupportedException("broken"));
                ticking.SetResult();
                return Task.CompletedTask;
            },
            new GrainTimerCreationOptions(TimeSpan.Zero, Timeout.InfiniteTimeSpan) { Interleave = true });
        await ticking.Task;
        DeactivateOnIdle();
    }
}

public interface IPickyGrain : IGrainWithStringKey
{
    Task HoldAsync(string gate);

    Task<bool> PassAsync(bool fail);
}

/// <summary>Its rule of interleaving fails.</summary>
[MayInterleave(nameof(Choose))]
public sealed class PickyGrain : Grain, IPickyGrain
{
    public static bool Choose(IInvokable request) =>
        request.GetMethodName() == nameof(PassAsync) && (bool)request.GetArgument(0)! ? throw new NotSupportedException("the rule") : false;

    public Task HoldAsync(string gate) => Gates.Of(gate);

    public Task<bool> PassAsync(bool fail) => Task.FromResult(fail);
}

public interface IGrowingGrain : IGrainWithStringKey
{
    Task AddAsync(int count);

    Task<List<int>> AllAsync();
}

/// <summary>Gives away a list that it goes on changing.</summary>
[Reentrant]
public sealed class GrowingGrain : Grain, IGrowingGrain
{
    private readonly List<int> _items = [];

    public async Task AddAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            _items.Add(i);
            if (_items.Count > 100) _items.Clear();
            await Task.Yield();
        }
    }

    public async Task<List<int>> AllAsync()
    {
        await Task.Yield();
        return _items;
    }
}

public interface INeverGrain : IGrainWithStringKey
{
    Task TouchAsync();
}

/// <summary>Leaves whenever it enters.</summary>
public sealed class NeverGrain(CallLog log) : Grain, INeverGrain
{
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        log.Add(this.GetPrimaryKeyString(), "enter");
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task TouchAsync() => Task.CompletedTask;
}

public interface ISlowEntryGrain : IGrainWithStringKey
{
    Task<string[]> SeenAsync();
}

/// <summary>Wishes to leave at its first entry, which isn't over yet.</summary>
public sealed class SlowEntryGrain(CallLog log) : Grain, ISlowEntryGrain
{
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var key = this.GetPrimaryKeyString();
        var first = log.Of(key).Length == 0;
        log.Add(key, "enter");
        if (first) DeactivateOnIdle();
        for (var i = 0; i < 20; i++) await Task.Yield();
        log.Add(key, "entered");
    }

    public Task<string[]> SeenAsync() => Task.FromResult(log.Of(this.GetPrimaryKeyString()));
}

/// <summary>Can only be disposed of asynchronously.</summary>
public sealed class AsyncOnlyThing : IAsyncDisposable
{
    public ValueTask DisposeAsync() => default;
}

/// <summary>Holds a tuple of itself.</summary>
public record struct Knot(int Number, Tuple<Knot, int>? Next);

public interface IScopedGrain : IGrainWithStringKey
{
    Task LeaveAsync(string gate);

    Task<int> PingAsync();
}

public sealed class ScopedGrain(AsyncOnlyThing thing) : Grain, IScopedGrain
{
    public async Task LeaveAsync(string gate)
    {
        DeactivateOnIdle();
        await Gates.Of(gate);
    }

    public Task<int> PingAsync() => Task.FromResult(thing is null ? 0 : 1);
}

public interface IStagedGrain : IGrainWithStringKey
{
    Task<string[]> SeenAsync();

    Task LeaveAsync();
}

/// <summary>Takes part in its own lifecycle, and fails to leave.</summary>
public sealed class StagedGrain(CallLog log, IGrainContext context) : Grain, IStagedGrain, ILifecycleParticipant<IGrainLifecycle>
{
    private string Key => context.GrainId.Key.ToString()!;

    public void Participate(IGrainLifecycle lifecycle)
    {
        foreach (var stage in new[] { GrainLifecycleStage.Activate, GrainLifecycleStage.First })
        {
            lifecycle.Subscribe("broken", stage, _ => Task.CompletedTask, _ => throw new NotSupportedException("at once"));
            lifecycle.Subscribe("staged", stage, _ => Note($"start {stage}"), _ => Note($"stop {stage}"));
        }
    }

    public override Task OnActivateAsync(CancellationToken cancellationToken) => Note("enter");

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => throw new NotSupportedException("leaving");

    public Task<string[]> SeenAsync() => Task.FromResult(log.Of(Key));

    public Task LeaveAsync()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    private Task Note(string what)
    {
        log.Add(Key, what);
        return Task.CompletedTask;
    }
}
