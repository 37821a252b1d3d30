namespace Dendrite.Resilience;

/// <summary>Calls without a result as calls with one, so that each way to call is written once.</summary>
internal static class ResultlessCall
{
    public static Func<bool> Of(Action call) => () =>
    {
        call();
        return true;
    };

    public static Func<CancellationToken, ValueTask<bool>> Of(Func<CancellationToken, ValueTask> call) => async token =>
    {
        await call(token).ConfigureAwait(false);
        return true;
    };
}
