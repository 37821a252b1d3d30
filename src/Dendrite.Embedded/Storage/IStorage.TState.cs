namespace Orleans.Core;

/// <summary>A stored state with its value.</summary>
public interface IStorage<TState> : IStorage
{
    TState State { get; set; }
}
