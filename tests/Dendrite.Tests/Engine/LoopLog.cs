using System.Collections.Concurrent;

namespace Dendrite.Engine;

/// <summary>What outlives the activations of the loop grains.</summary>
public static class LoopLog
{
    public static ConcurrentQueue<(string Grain, int[] Items)> Batches { get; } = new();
}
