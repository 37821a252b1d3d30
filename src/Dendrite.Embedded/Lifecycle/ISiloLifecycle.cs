namespace Orleans.Runtime;

/// <summary>The stages of a silo, and how far it has come.</summary>
public interface ISiloLifecycle : ILifecycleObservable
{
    int HighestCompletedStage { get; }

    int LowestStoppedStage { get; }
}
