namespace Dendrite.IntegrationTests.Testing;

/// <summary>Waits for conditions, never for the time; a wait that ends without its condition says what it waited for.</summary>
internal static class Wait
{
    /// <summary>Long enough for a busy machine, short enough that a hang is seen.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(5);

    /// <summary>Returns the first value that is as expected.</summary>
    public static async Task<T> UntilAsync<T>(string phase, string key, string expected, Func<T> actual, Func<T, bool> isExpected, TimeSpan? limit = null)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var value = actual();
            if (isExpected(value)) return value;
            if (TimeProvider.System.GetElapsedTime(started) > (limit ?? Limit)) throw Expired(phase, key, expected, value?.ToString() ?? "null", limit);
            await Task.Delay(Step, TimeProvider.System);
        }
    }

    /// <summary>Waits for a task, no longer than the limit.</summary>
    public static async Task<T> ForAsync<T>(string phase, string key, string expected, Task<T> task, Func<string>? actual = null, TimeSpan? limit = null)
    {
        try
        {
            return await task.WaitAsync(limit ?? Limit, TimeProvider.System);
        }
        catch (TimeoutException)
        {
            throw Expired(phase, key, expected, actual?.Invoke() ?? "nothing", limit);
        }
    }

    /// <summary>Waits for a task, no longer than the limit.</summary>
    public static async Task ForAsync(string phase, string key, string expected, Task task, Func<string>? actual = null, TimeSpan? limit = null) =>
        await ForAsync(phase, key, expected, CompleteAsync(task), actual, limit);

    private static async Task<bool> CompleteAsync(Task task)
    {
        await task;
        return true;
    }

    private static TimeoutException Expired(string phase, string key, string expected, string actual, TimeSpan? limit) =>
        new($"{phase}, {key}: expected {expected} within {(limit ?? Limit).TotalSeconds} s, actual: {actual}.");
}
