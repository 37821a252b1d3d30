using Orleans.Core;

namespace Orleans.Runtime;

/// <summary>A state that is injected with <see cref="PersistentStateAttribute"/>; it is read before the grain is activated.</summary>
public interface IPersistentState<TState> : IStorage<TState>;
