using System.Collections;
using System.Collections.Concurrent;
using System.Collections.ObjectModel;

namespace Orleans.Serialization.Cloning;

internal sealed class ArrayCopier<T> : FilledCopier<T[]>
{
    protected override T[] Make(T[] input) => (T[])input.Clone();

    protected override void Fill(T[] input, T[] copy, CopyContext context)
    {
        if (CopyTraits<T>.IsShared) return;
        for (var i = 0; i < copy.Length; i++) copy[i] = context.DeepCopy(copy[i])!;
    }
}

/// <summary>Arrays of several dimensions.</summary>
internal sealed class GridCopier<T> : FilledCopier<Array>
{
    protected override Array Make(Array input) => (Array)input.Clone();

    protected override void Fill(Array input, Array copy, CopyContext context)
    {
        if (CopyTraits<T>.IsShared || copy.Length == 0) return;
        var at = new int[copy.Rank];
        for (var i = 0; i < at.Length; i++) at[i] = copy.GetLowerBound(i);
        do copy.SetValue(context.DeepCopy((T?)input.GetValue(at)), at);
        while (Advance(at, copy));
    }

    private static bool Advance(int[] at, Array array)
    {
        for (var i = at.Length - 1; i >= 0; i--)
        {
            if (++at[i] <= array.GetUpperBound(i)) return true;
            at[i] = array.GetLowerBound(i);
        }
        return false;
    }
}

internal sealed class ListCopier<T> : FilledCopier<List<T>>
{
    protected override List<T> Make(List<T> input) => CopyTraits<T>.IsShared ? new(input) : new(input.Count);

    protected override void Fill(List<T> input, List<T> copy, CopyContext context)
    {
        if (CopyTraits<T>.IsShared) return;
        foreach (var item in input) copy.Add(context.DeepCopy(item)!);
    }
}

internal sealed class CollectionCopier<T> : FilledCopier<Collection<T>>
{
    protected override Collection<T> Make(Collection<T> input) => new(new List<T>(input.Count));

    protected override void Fill(Collection<T> input, Collection<T> copy, CopyContext context)
    {
        foreach (var item in input) copy.Add(context.DeepCopy(item)!);
    }
}

internal sealed class ReadOnlyCollectionCopier<T> : RebuiltCopier<ReadOnlyCollection<T>>
{
    protected override ReadOnlyCollection<T> Rebuild(ReadOnlyCollection<T> input, CopyContext context) => new([.. input.Select(i => context.DeepCopy(i)!)]);
}

internal sealed class QueueCopier<T> : FilledCopier<Queue<T>>
{
    protected override Queue<T> Make(Queue<T> input) => new(input.Count);

    protected override void Fill(Queue<T> input, Queue<T> copy, CopyContext context)
    {
        foreach (var item in input) copy.Enqueue(context.DeepCopy(item)!);
    }
}

internal sealed class ConcurrentQueueCopier<T> : FilledCopier<ConcurrentQueue<T>>
{
    protected override ConcurrentQueue<T> Make(ConcurrentQueue<T> input) => new();

    protected override void Fill(ConcurrentQueue<T> input, ConcurrentQueue<T> copy, CopyContext context)
    {
        foreach (var item in input) copy.Enqueue(context.DeepCopy(item)!);
    }
}

internal sealed class StackCopier<T> : FilledCopier<Stack<T>>
{
    protected override Stack<T> Make(Stack<T> input) => new(input.Count);

    protected override void Fill(Stack<T> input, Stack<T> copy, CopyContext context)
    {
        foreach (var item in input.Reverse()) copy.Push(context.DeepCopy(item)!);
    }
}

internal sealed class HashSetCopier<T> : FilledCopier<HashSet<T>>
{
    protected override HashSet<T> Make(HashSet<T> input) => new(input.Count, input.Comparer);

    protected override void Fill(HashSet<T> input, HashSet<T> copy, CopyContext context)
    {
        foreach (var item in input) copy.Add(context.DeepCopy(item)!);
    }
}

internal sealed class SortedSetCopier<T> : FilledCopier<SortedSet<T>>
{
    protected override SortedSet<T> Make(SortedSet<T> input) => new(input.Comparer);

    protected override void Fill(SortedSet<T> input, SortedSet<T> copy, CopyContext context)
    {
        foreach (var item in input) copy.Add(context.DeepCopy(item)!);
    }
}

internal sealed class ArrayListCopier : FilledCopier<ArrayList>
{
    protected override ArrayList Make(ArrayList input) => new(input.Count);

    protected override void Fill(ArrayList input, ArrayList copy, CopyContext context)
    {
        foreach (var item in input) copy.Add(context.DeepCopy<object>(item));
    }
}
