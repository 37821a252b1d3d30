namespace Dendrite.Resilience;

/// <summary>Whether a call that blocks may give a <typeparamref name="T"/>. A task is no result: what an asynchronous lambda does would not have ended, nor failed, yet.</summary>
internal static class SynchronousCall<T>
{
    private static readonly bool GivesATask =
        typeof(Task).IsAssignableFrom(typeof(T)) || typeof(T) == typeof(ValueTask) || (typeof(T).IsGenericType && typeof(T).GetGenericTypeDefinition() == typeof(ValueTask<>));

    public static void Require(string parameter)
    {
        if (GivesATask) throw new ArgumentException($"The call gives a {typeof(T).Name}, which nobody would await here; use the asynchronous form.", parameter);
    }
}
