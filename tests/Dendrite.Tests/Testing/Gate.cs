namespace Dendrite.Testing;

/// <summary>Holds an asynchronous path until the test has seen that it waits: what ends at once would never be asynchronous.</summary>
internal sealed class Gate
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when it is opened.</summary>
    public Task Opened => _opened.Task;

    public void Open() => _opened.TrySetResult();

    /// <summary>Begins a call that waits at the gate, checks that it does, opens the gate, and gives its result.</summary>
    public static async Task<T> ThroughAsync<T>(Func<Task, ValueTask<T>> call)
    {
        var gate = new Gate();
        var running = call(gate.Opened).AsTask();
        Assert.False(running.IsCompleted, "The call did not wait at the gate.");
        gate.Open();
        return await running.WaitAsync(Limit);
    }

    /// <summary>The same, for a call without a result.</summary>
    public static async Task ThroughAsync(Func<Task, ValueTask> call) => await ThroughAsync(async opened =>
    {
        await call(opened);
        return true;
    });
}
