using System.Diagnostics.CodeAnalysis;
using Orleans.Core;
using Orleans.Runtime;

namespace Orleans;

/// <summary>A grain with one state, read before it is activated and written when it says so.</summary>
public class Grain<TGrainState> : Grain
{
    [AllowNull]
    private IStorage<TGrainState> _storage;

    protected Grain() =>
        RuntimeContext.Current!.ObservableLifecycle.Subscribe(GetType().FullName!, GrainLifecycleStage.SetupState, async _ =>
        {
            _storage ??= Runtime.GetStorage<TGrainState>(GrainContext);
            await ReadStateAsync();
        });

    protected Grain(IStorage<TGrainState> storage) => _storage = storage;

    protected TGrainState State
    {
        get => _storage.State;
        set => _storage.State = value;
    }

    protected virtual Task ClearStateAsync() => _storage.ClearStateAsync();

    protected virtual Task WriteStateAsync() => _storage.WriteStateAsync();

    protected virtual Task ReadStateAsync() => _storage.ReadStateAsync();
}
