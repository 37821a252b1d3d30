namespace Dendrite.Engine;

public interface ILifeGrain : IGrainWithStringKey
{
    Task<Guid> ActivationAsync();

    Task<int> CountAsync();

    Task DeactivateAsync();

    Task DeactivateAndWorkAsync(string gate);

    Task DelayAsync(TimeSpan time);

    Task<string> GreetAsync();

    Task<(bool Same, bool Other)> ScopedAsync();

    Task<string> RuntimeAsync();
}

public sealed class LifeGrain(CallLog log, Greeting greeting, ScopedThing scoped, IServiceProvider services, IGrainFactory factory, IGrainContext context) : Grain, ILifeGrain
{
    private readonly Guid _activation = Guid.NewGuid();
    private int _count;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        log.Add(this.GetPrimaryKeyString(), "activate");
        return base.OnActivateAsync(cancellationToken);
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        log.Add(this.GetPrimaryKeyString(), "deactivate " + reason.ReasonCode);
        return base.OnDeactivateAsync(reason, cancellationToken);
    }

    public Task<Guid> ActivationAsync() => Task.FromResult(_activation);

    public Task<int> CountAsync() => Task.FromResult(++_count);

    public Task DeactivateAsync()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public async Task DeactivateAndWorkAsync(string gate)
    {
        DeactivateOnIdle();
        await Gates.Of(gate);
        log.Add(this.GetPrimaryKeyString(), "worked");
    }

    public Task DelayAsync(TimeSpan time)
    {
        DelayDeactivation(time);
        return Task.CompletedTask;
    }

    public Task<string> GreetAsync() => Task.FromResult(greeting.Text);

    public Task<(bool Same, bool Other)> ScopedAsync() =>
        Task.FromResult((ReferenceEquals(services.GetService(typeof(ScopedThing)), scoped), ReferenceEquals(GrainContext, context) && factory is not null));

    public Task<string> RuntimeAsync() => Task.FromResult(RuntimeIdentity + "|" + IdentityString);
}

/// <summary>Doors that a test opens, by name, for grains that wait at them.</summary>
public static class Gates
{
    private static readonly System.Collections.Concurrent.ConcurrentDictionary<string, TaskCompletionSource> Doors = new();

    /// <summary>Waits at the door; <see cref="ReachedAsync"/> tells the test that somebody does.</summary>
    public static Task Of(string name)
    {
        Door("at " + name).TrySetResult();
        return Door(name).Task;
    }

    public static Task ReachedAsync(string name) => Door("at " + name).Task;

    public static void Open(string name) => Door(name).TrySetResult();

    private static TaskCompletionSource Door(string name) => Doors.GetOrAdd(name, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
}

public interface IFailingGrain : IGrainWithStringKey
{
    Task TouchAsync();
}

public sealed class FailingActivationGrain(CallLog log) : Grain, IFailingGrain
{
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        log.Add(this.GetPrimaryKeyString(), "try");
        if (log.Of(this.GetPrimaryKeyString()).Length < 3) throw new NotSupportedException("not yet");
    }

    public Task TouchAsync() => Task.CompletedTask;
}

public interface IFailingConstructorGrain : IGrainWithStringKey
{
    Task TouchAsync();
}

public sealed class FailingConstructorGrain : Grain, IFailingConstructorGrain
{
    public FailingConstructorGrain() => throw new NotSupportedException("never");

    public Task TouchAsync() => Task.CompletedTask;
}

public interface IDisposableGrain : IGrainWithStringKey
{
    Task TouchAsync();
}

public sealed class DisposableGrain(CallLog log) : Grain, IDisposableGrain, IAsyncDisposable
{
    public Task TouchAsync() => Task.CompletedTask;

    public ValueTask DisposeAsync()
    {
        log.Add(this.GetPrimaryKeyString(), "disposed");
        return default;
    }
}
