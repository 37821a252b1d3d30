using System.Collections;

namespace Orleans.Serialization.Cloning;

// Only the part that is seen is copied, not the whole array under it.
internal sealed class MemoryCopier<T> : IDeepCopier<Memory<T>>
{
    public Memory<T> DeepCopy(Memory<T> input, CopyContext context) => MemoryItems.Copy(input.Span, context);
}

internal sealed class ReadOnlyMemoryCopier<T> : IDeepCopier<ReadOnlyMemory<T>>
{
    public ReadOnlyMemory<T> DeepCopy(ReadOnlyMemory<T> input, CopyContext context) => MemoryItems.Copy(input.Span, context);
}

internal sealed class ArraySegmentCopier<T> : IDeepCopier<ArraySegment<T>>
{
    public ArraySegment<T> DeepCopy(ArraySegment<T> input, CopyContext context) => input.Array is null ? default : new(MemoryItems.Copy<T>(input.AsSpan(), context));
}

internal sealed class BitArrayCopier : FilledCopier<BitArray>
{
    protected override BitArray Make(BitArray input) => new(input);

    protected override void Fill(BitArray input, BitArray copy, CopyContext context)
    {
    }
}

internal static class MemoryItems
{
    public static T[] Copy<T>(ReadOnlySpan<T> items, CopyContext context)
    {
        var copy = items.ToArray();
        if (CopyTraits<T>.IsShared) return copy;
        for (var i = 0; i < copy.Length; i++) copy[i] = context.DeepCopy(copy[i])!;
        return copy;
    }
}
