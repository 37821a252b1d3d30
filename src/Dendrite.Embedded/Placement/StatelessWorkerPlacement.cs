namespace Orleans.Runtime;

/// <summary>The limit of a stateless worker: the number of processors where none was given.</summary>
internal sealed class StatelessWorkerPlacement(int maxLocal, bool removeIdleWorkers = true) : PlacementStrategy
{
    public override bool IsUsingGrainDirectory => false;

    public int MaxLocal { get; } = maxLocal > 0 ? maxLocal : Environment.ProcessorCount;

    public bool RemoveIdleWorkers { get; } = removeIdleWorkers;
}
