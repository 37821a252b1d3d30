using Orleans.Concurrency;

namespace Dendrite.Engine;

public interface ICancelGrain : IGrainWithStringKey
{
    /// <summary>Doesn't look at its token before the gate opens.</summary>
    Task<string> IgnoreAsync(string gate, CancellationToken cancellationToken);

    /// <summary>Gives up waiting for it before it does.</summary>
    [ResponseTimeout("00:00:01")]
    Task OutlastAsync(string gate, CancellationToken cancellationToken);

    Task<object> BuildAsync(bool copyable);

    [AlwaysInterleave]
    Task<string[]> SeenAsync();
}

public sealed class CancelGrain : Grain, ICancelGrain
{
    private readonly List<string> _seen = [];

    public async Task<string> IgnoreAsync(string gate, CancellationToken cancellationToken)
    {
        _seen.Add("begun " + gate);
        using var told = cancellationToken.Register(() => _seen.Add("told"));
        await Gates.Of(gate);
        _seen.Add(cancellationToken.IsCancellationRequested ? "cancelled" : "not cancelled");
        return gate;
    }

    public async Task OutlastAsync(string gate, CancellationToken cancellationToken)
    {
        await Gates.Of(gate);
        _seen.Add(cancellationToken.IsCancellationRequested ? "cancelled" : "not cancelled");
    }

    public async Task<object> BuildAsync(bool copyable)
    {
        await Task.Yield();
        return copyable ? "text" : new System.Text.StringBuilder("no copier");
    }

    public Task<string[]> SeenAsync() => Task.FromResult(_seen.ToArray());
}

public interface IEntryGrain : IGrainWithStringKey
{
    Task<string[]> SeenAsync();
}

/// <summary>What an activation meets: the request context of the call that woke it, and its own wish to leave at once.</summary>
public sealed class EntryGrain(CallLog log) : Grain, IEntryGrain
{
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        log.Add(this.GetPrimaryKeyString(), $"activate by {RequestContext.Get("who")}, {(cancellationToken.CanBeCanceled ? "within a limit" : "without a limit")}");
        if (log.Of(this.GetPrimaryKeyString()).Length == 1) DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        log.Add(this.GetPrimaryKeyString(), "deactivate");
        return Task.CompletedTask;
    }

    public Task<string[]> SeenAsync() => Task.FromResult(log.Of(this.GetPrimaryKeyString()));
}
