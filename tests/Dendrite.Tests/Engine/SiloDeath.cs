using Orleans.Storage;

namespace Dendrite.Engine;

/// <summary>
/// What callers must be ready for when a silo dies. Orleans delivers at most once: a call that fails so may have happened or not.
/// Until the others have agreed that the silo is dead, calls to its grains go on failing.
/// </summary>
internal static class SiloDeath
{
    // Three probes must fail, each may take up to four times its usual five seconds, and then the client must hear of it.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Whether the call came through. An error that no dead silo explains is thrown.</summary>
    public static async Task<bool> SurvivedAsync(Func<Task> call)
    {
        try
        {
            await call();
            return true;
        }
        catch (Exception e) when (Explains(e))
        {
            return false;
        }
    }

    /// <summary>Asks until the death is over. For questions only: what is asked may be asked twice.</summary>
    public static async Task<T> OverAsync<T>(Func<Task<T>> question)
    {
        T answer = default!;
        await Eventually.HoldsAsync(() => SurvivedAsync(async () => answer = await question()), "an answer after the death of a silo", Patience);
        return answer;
    }

    private static bool Explains(Exception e) => e is OrleansMessageRejectionException or InconsistentStateException or TimeoutException;
}
