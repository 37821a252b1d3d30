namespace Orleans.Runtime;

/// <summary>Makes the states of an activation while it is constructed.</summary>
public interface IPersistentStateFactory
{
    IPersistentState<TState> Create<TState>(IGrainContext context, IPersistentStateConfiguration config);
}
