namespace Orleans;

/// <summary>Something that starts and stops in numbered stages.</summary>
public interface ILifecycleObservable
{
    IDisposable Subscribe(string observerName, int stage, ILifecycleObserver observer);
}
