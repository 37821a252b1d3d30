using Orleans.Storage;
using Orleans.Streams;

namespace Dendrite.Engine;

public interface ITelemetryGrain : IGrainWithStringKey
{
    Task TouchAsync();

    Task YieldAsync();

    Task HoldAsync(string gate);

    Task WaitAsync(CancellationToken cancellationToken);

    Task SaveAndClearAsync();

    Task LeaveAsync();

    Task RemindAsync();

    Task SubscribeAsync(string stream);

    Task UnsubscribeAsync(string stream);
}

public sealed class TelemetryGrain([PersistentState("account", "store")] IPersistentState<Account> state) : Grain, ITelemetryGrain, IRemindable
{
    public Task TouchAsync() => Task.CompletedTask;

    public async Task YieldAsync() => await Task.Yield();

    public Task HoldAsync(string gate) => Gates.Of(gate);

    public Task WaitAsync(CancellationToken cancellationToken) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);

    public async Task SaveAndClearAsync()
    {
        await state.WriteStateAsync();
        await state.ClearStateAsync();
    }

    public Task LeaveAsync()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task RemindAsync() => this.RegisterOrUpdateReminder("r", TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));

    public Task SubscribeAsync(string stream) => Stream(stream).SubscribeAsync((_, _) => Task.CompletedTask);

    public async Task UnsubscribeAsync(string stream)
    {
        foreach (var handle in await Stream(stream).GetAllSubscriptionHandles()) await handle.UnsubscribeAsync();
    }

    public Task ReceiveReminder(string reminderName, TickStatus status) => Task.CompletedTask;

    private IAsyncStream<int> Stream(string key) => this.GetStreamProvider("mem").GetStream<int>("telemetry", key);
}

public interface IBrokenStorageGrain : IGrainWithStringKey
{
    Task WriteAsync();

    Task ClearAsync();

    Task ReadAsync();
}

public sealed class BrokenStorageGrain([PersistentState("account", "broken")] IPersistentState<Account> state) : Grain, IBrokenStorageGrain
{
    public Task WriteAsync() => state.WriteStateAsync();

    public Task ClearAsync() => state.ClearStateAsync();

    public Task ReadAsync() => state.ReadStateAsync();
}

/// <summary>Reads once, and then does nothing any more.</summary>
public sealed class BrokenStorage : IGrainStorage
{
    private int _reads;

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => _reads++ == 0 ? Task.CompletedTask : throw new IOException("broken");

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => throw new IOException("broken");

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => throw new IOException("broken");
}

public interface IBrokenActivationGrain : IGrainWithStringKey
{
    Task TouchAsync();
}

public sealed class BrokenActivationGrain : Grain, IBrokenActivationGrain
{
    public override Task OnActivateAsync(CancellationToken cancellationToken) => throw new NotSupportedException("never");

    public Task TouchAsync() => Task.CompletedTask;
}
