using System.Collections.Concurrent;
using Dendrite.Client.Cluster;
using Dendrite.Contracts.Resources;
using Dendrite.Protocol;
using Dendrite.Testing;

namespace Dendrite.Resources;

/// <summary>Listens in the background, keeps what it is told, and when.</summary>
internal sealed class StepLog : IAsyncDisposable
{
    private readonly CancellationTokenSource _ending = new();
    private readonly ConcurrentQueue<(long At, ResourceStep Step)> _steps = new();
    private readonly Task _reading;

    private StepLog(ResourceListener listener) => _reading = ReadAsync(listener);

    public IReadOnlyList<ResourceStep> Steps => [.. _steps.Select(entry => entry.Step)];

    /// <summary>The document's steps alone.</summary>
    public IReadOnlyList<ResourceStep> Moves => [.. Steps.Where(step => step.Kind is StepKind.Snapshot or StepKind.Update)];

    public static async Task<StepLog> StartAsync(ResourceFeeds feeds, ResourceKey key, ResourceFormat format = ResourceFormat.Patch) =>
        new(await feeds.ListenAsync(key, format, null, CancellationToken.None));

    /// <summary>Waits until it has been told so many steps of the document more.</summary>
    public Task MoreAsync(int count, string what, TimeSpan? patience = null)
    {
        var goal = Moves.Count + count;
        return Eventually.HoldsAsync(() => Task.FromResult(Moves.Count >= goal), what, patience ?? TimeSpan.FromSeconds(60));
    }

    /// <summary>Waits until the last that it was told of staleness is that it is over; at once where it was told nothing.</summary>
    public Task UntilFreshAsync() => Eventually.HoldsAsync(
        () => Task.FromResult(Steps.LastOrDefault(step => step.Kind is StepKind.Stale or StepKind.Fresh)?.Kind is null or StepKind.Fresh), "it is fresh again");

    /// <summary>Each step of the document follows the one before it; a snapshot may skip some, and never goes back.</summary>
    public void AssertInOrder()
    {
        Position? at = null;
        foreach (var step in Moves)
        {
            if (at is { } before)
            {
                Assert.Equal(before.Epoch, step.Position.Epoch);
                if (step.Kind == StepKind.Update) Assert.True(step.Position.Follows(before), $"{step.Position} does not follow {before}.");
                else Assert.True(before.IsAtOrBefore(step.Position), $"A snapshot went back from {before} to {step.Position}.");
            }
            at = step.Position;
        }
    }

    /// <summary>The longest time without a step of the document.</summary>
    public TimeSpan LongestSilence()
    {
        var moves = _steps.Where(entry => entry.Step.Kind is StepKind.Snapshot or StepKind.Update).Select(entry => entry.At).ToArray();
        return moves.Zip(moves.Skip(1), (a, b) => TimeProvider.System.GetElapsedTime(a, b)).DefaultIfEmpty().Max();
    }

    /// <summary>What it was told around its longest silence, and when, for messages.</summary>
    public string Course()
    {
        var entries = _steps.ToArray();
        var silence = entries.Zip(entries.Skip(1)).Select((pair, index) => (index, time: pair.Second.At - pair.First.At)).MaxBy(gap => gap.time).index;
        return string.Join(", ", entries.Skip(silence - 3).Take(8).Select(entry => $"{TimeProvider.System.GetElapsedTime(entries[0].At, entry.At).TotalMilliseconds:F0} ms {entry.Step.Kind} {entry.Step.Position} {entry.Step.Staleness?.Reason}"));
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _reading;
        _ending.Dispose();
    }

    private async Task ReadAsync(ResourceListener listener)
    {
        try
        {
            await foreach (var step in listener.ReadAllAsync(_ending.Token))
                if (step.Kind != StepKind.Heartbeat) _steps.Enqueue((TimeProvider.System.GetTimestamp(), step));
        }
        catch (OperationCanceledException)
        {
            // That is its end.
        }
        finally
        {
            await listener.DisposeAsync();
        }
    }
}
