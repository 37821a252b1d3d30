namespace Orleans.Runtime;

/// <summary>Something to do in a turn of an activation.</summary>
internal abstract class TurnWork
{
    public abstract void Run(GrainActivation activation);
}
