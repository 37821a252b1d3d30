using Dendrite.Client.Cluster;

namespace Dendrite.Resources;

/// <summary>Reads a listener's steps one at a time, heartbeats left out.</summary>
internal sealed class StepReader(ResourceListener listener, CancellationToken limit) : IAsyncDisposable
{
    private readonly IAsyncEnumerator<ResourceStep> _steps = listener.ReadAllAsync(limit).GetAsyncEnumerator(limit);

    public async Task<ResourceStep> NextAsync()
    {
        do
        {
            if (!await _steps.MoveNextAsync()) throw new InvalidOperationException("The listener has ended.");
        } while (_steps.Current.Kind == StepKind.Heartbeat);
        return _steps.Current;
    }

    public async ValueTask DisposeAsync()
    {
        await _steps.DisposeAsync();
        await listener.DisposeAsync();
    }
}
