using Dendrite.Contracts.Resources;
using Dendrite.Protocol;
using Dendrite.Resources;

namespace Dendrite.Grains.Resources;

/// <summary>What operators do to a resource.</summary>
internal sealed partial class ResourceGrain
{
    private volatile Task? _writing;
    private bool _isEvicted;

    public async Task<ResourceStatus> CommandAsync(ResourceKey key, ResourceCommand command, string reason, string by, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reason);
        ArgumentNullException.ThrowIfNull(by);
        var core = Attach(key);
        (reason, by) = (OperatorText.Reason(reason), OperatorText.By(by));
        if (by.Length == 0) throw new InvalidRequestException(DendriteErrorCode.InvalidRequest, "A command needs a name of who gives it.");
        if (!Enum.IsDefined(command)) throw new InvalidRequestException(DendriteErrorCode.InvalidRequest, $"There is no command {command}.");
        Log.Commanded(_logger, by, command, Name, reason);
        switch (command)
        {
            case ResourceCommand.Pause:
                await PauseAsync(core, reason.Length == 0 ? $"Paused by {by}." : $"Paused by {by}: {reason}");
                break;
            case ResourceCommand.Resume:
                core.Resume(_clock.GetUtcNow());
                await PokeAsync(cancellationToken);
                break;
            case ResourceCommand.Evict:
                await EvictAsync(by);
                break;
            default:
                await PokeAsync(cancellationToken);
                break;
        }
        return await GetStatusAsync(cancellationToken);
    }

    private async Task PauseAsync(ResourceCore core, string why)
    {
        var before = core.Staleness;
        var changes = core.Pause(why, _clock.GetUtcNow()).Changes;
        Note(before, core.Staleness);
        if (_timer is not null) ArmTimer();
        foreach (var change in changes) await PublishAsync(change);
    }

    private async Task EvictAsync(string by)
    {
        // A poll that is under way is not taken in any more, and a write that is has to end, or it would put back what is removed here.
        _isEvicted = true;
        _watches.End();
        _timer?.Dispose();
        _timer = null;
        if (_writing is { } writing) await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        try
        {
            await StoreFaults.TellAsync(ForgetAsync);
        }
        finally
        {
            Leave($"{by} has evicted it.");
        }
    }
}
