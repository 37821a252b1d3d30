using System.Buffers;
using System.Runtime.CompilerServices;

namespace Dendrite.Diff;

/// <summary>
/// Where each value of one JSON document begins and ends: what the differ reads instead of a tree of objects.
/// An index is immutable, may be kept and compared many times, and may be read by several threads at once.
/// </summary>
public sealed class JsonIndex
{
    private readonly int _count;
    private JsonNode[] _nodes;
    // Boxed, so that a reader on another thread sees all of it or none.
    private object? _hash;

    internal JsonIndex(ReadOnlyMemory<byte> utf8, JsonNode[] nodes, int count, bool hasWhitespace, bool hasEscapes)
    {
        Utf8 = utf8;
        _nodes = nodes;
        _count = count;
        HasWhitespace = hasWhitespace;
        HasEscapes = hasEscapes;
    }

    /// <summary>The document as it was given.</summary>
    public ReadOnlyMemory<byte> Utf8 { get; }

    /// <summary>
    /// The hash of the document's canonical form (RFC 8785), worked out when first asked for. Documents that differ only
    /// in white space, member order, escapes or the writing of a number have the same hash.
    /// </summary>
    public CanonicalHash Hash => (CanonicalHash)(_hash ??= CanonicalHasher.Compute(this));

    /// <summary>True where white space stands between tokens.</summary>
    internal bool HasWhitespace { get; }

    /// <summary>True where a string or a name has a backslash.</summary>
    internal bool HasEscapes { get; }

    /// <summary>The number of values in the document.</summary>
    internal int Count => _count;

    internal ReadOnlySpan<JsonNode> Nodes => _nodes.AsSpan(0, _count);

    /// <summary>Reads a document once and notes where its values are.</summary>
    /// <param name="utf8">The document. A reference to it is kept, so the bytes must not change.</param>
    /// <param name="limits">What the document may cost; <see cref="JsonLimits.Default"/> where null.</param>
    /// <exception cref="JsonFormatException">
    /// The bytes are not RFC 8259 JSON in UTF-8, begin with a byte-order mark, hold half a surrogate pair or a member
    /// name twice in one object, or exceed a limit.
    /// </exception>
    public static JsonIndex Parse(ReadOnlyMemory<byte> utf8, JsonLimits? limits = null) =>
        IndexBuilder.Build(utf8, (limits ?? JsonLimits.Default).MaxBytes, (limits ?? JsonLimits.Default).MaxDepth);

    /// <summary>Reads a change; its values may be as deep as a document, and it wraps them in operations.</summary>
    internal static JsonIndex ParseChange(ReadOnlyMemory<byte> utf8, int maxDepth) =>
        IndexBuilder.Build(utf8, JsonLimits.LongestAllowed, maxDepth + 2);

    /// <summary>
    /// Hands the memory of an index that nobody reads any more to the next one. Optional, and once only: it spares a poll
    /// loop the allocation of an index with each answer. An index that was released must not be used again; the bytes
    /// and the results made from it stay valid.
    /// </summary>
    public void Release()
    {
        var nodes = Interlocked.Exchange(ref _nodes, []);
        if (nodes.Length > 0) ArrayPool<JsonNode>.Shared.Return(nodes);
    }

    /// <summary>The text of the value at a JSON pointer (RFC 6901) as it is written, in the document's own memory; null where there is none.</summary>
    /// <exception cref="ArgumentException">It is not a JSON pointer.</exception>
    public ReadOnlyMemory<byte>? Select(string pointer)
    {
        var node = NodeAt(pointer);
        // Not by a conditional expression, in which null would become empty memory.
        if (node < 0) return null;
        return Memory(node);
    }

    /// <summary>The value at a JSON pointer; -1 where there is none.</summary>
    /// <exception cref="ArgumentException">It is not a JSON pointer.</exception>
    internal int NodeAt(string pointer)
    {
        ArgumentNullException.ThrowIfNull(pointer);
        var node = 0;
        foreach (var token in JsonPointer.ParseArgument(pointer))
        {
            node = Kind(node) switch
            {
                (byte)'{' => Find(node, SurrogateHalf.Encode(token)),
                (byte)'[' when JsonPointer.TryReadIndex(token, out var index) => ItemAt(node, index),
                _ => -1,
            };
            if (node < 0) return -1;
        }
        return node;
    }

    /// <summary>The value's text.</summary>
    internal ReadOnlySpan<byte> Text(int node)
    {
        ref readonly var n = ref _nodes[node];
        return Utf8.Span[n.Start..n.End];
    }

    /// <summary>The value's text, in the document's own memory.</summary>
    internal ReadOnlyMemory<byte> Memory(int node)
    {
        ref readonly var n = ref _nodes[node];
        return Utf8[n.Start..n.End];
    }

    /// <summary>The value's first byte: its kind.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal byte Kind(int node) => Utf8.Span[_nodes[node].Start];

    /// <summary>The node after this value and all that is inside it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int Next(int node) => _nodes[node].Next;

    /// <summary>The member's name between its quotes, as written.</summary>
    internal ReadOnlySpan<byte> Name(int node)
    {
        ref readonly var n = ref _nodes[node];
        return NameBefore(Utf8.Span, n.Name, n.Start);
    }

    /// <summary>The text of a string between its quotes, as written.</summary>
    internal ReadOnlySpan<byte> Content(int node)
    {
        ref readonly var n = ref _nodes[node];
        return Utf8.Span[(n.Start + 1)..(n.End - 1)];
    }

    /// <summary>The member of an object by its unescaped name; -1 where there is none.</summary>
    internal int Find(int container, ReadOnlySpan<byte> name)
    {
        var end = Next(container);
        for (var child = container + 1; child < end; child = Next(child))
        {
            if (HasEscapes ? StringText.EqualsUnescaped(Name(child), name) : Name(child).SequenceEqual(name)) return child;
        }
        return -1;
    }

    /// <summary>The item of an array by its index; -1 where there is none.</summary>
    internal int ItemAt(int container, int index)
    {
        if (index < 0) return -1;
        var end = Next(container);
        var child = container + 1;
        for (; child < end && index > 0; index--) child = Next(child);
        return child < end ? child : -1;
    }

    /// <summary>How many items or members the container has.</summary>
    internal int CountChildren(int container)
    {
        var count = 0;
        var end = Next(container);
        for (var child = container + 1; child < end; child = Next(child)) count++;
        return count;
    }

    internal static ReadOnlySpan<byte> NameBefore(ReadOnlySpan<byte> text, int name, int value)
    {
        // Usually the value follows `":` directly; white space may stand on both sides of the colon.
        var end = value - 2;
        if (text[end + 1] == ':' && text[end] == '"') return text[(name + 1)..end];
        end = value - 1;
        while (text[end] != ':') end--;
        while (text[end] != '"') end--;
        return text[(name + 1)..end];
    }
}
