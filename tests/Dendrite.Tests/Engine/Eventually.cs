namespace Dendrite.Engine;

/// <summary>Waits for what other threads bring about.</summary>
internal static class Eventually
{
    /// <summary>Waits until the condition holds, and fails after ten seconds.</summary>
    public static async Task HoldsAsync(Func<Task<bool>> condition, string what)
    {
        var clock = TimeProvider.System;
        var since = clock.GetTimestamp();
        while (!await condition())
        {
            Assert.True(clock.GetElapsedTime(since) < TimeSpan.FromSeconds(10), $"It did not come about in 10 s: {what}.");
            await Task.Delay(TimeSpan.FromMilliseconds(5), clock);
        }
    }
}
