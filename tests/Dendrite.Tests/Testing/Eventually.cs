namespace Dendrite.Testing;

/// <summary>Waits for what other threads bring about.</summary>
internal static class Eventually
{
    private static readonly TimeSpan TenSeconds = TimeSpan.FromSeconds(10);

    /// <summary>Waits until the condition holds, and fails when patience is at its end: after ten seconds if not said otherwise.</summary>
    public static async Task HoldsAsync(Func<Task<bool>> condition, string what, TimeSpan? patience = null)
    {
        var limit = patience ?? TenSeconds;
        var clock = TimeProvider.System;
        var since = clock.GetTimestamp();
        while (!await condition())
        {
            Assert.True(clock.GetElapsedTime(since) < limit, $"It did not come about in {limit.TotalSeconds} s: {what}.");
            await Task.Delay(TimeSpan.FromMilliseconds(5), clock);
        }
    }
}
