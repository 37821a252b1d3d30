using System.Buffers;

namespace Dendrite.Diff;

/// <summary>
/// The rule that an object has each name once (RFC 8259 section 4 leaves the meaning of a second one open). The objects
/// of a list mostly have the same names in the same order, so an object is first held against the last one at its depth
/// that was found in order.
/// </summary>
internal readonly ref struct MemberNames
{
    /// <summary>Down to this depth an object is remembered for the next one.</summary>
    public const int RememberedDepth = 32;

    // Up to this many members each name is compared with each other; beyond, their hashes are sorted.
    private const int Few = 8;

    private readonly Span<int> _last;

    /// <param name="last">Room for <see cref="RememberedDepth"/> nodes.</param>
    public MemberNames(Span<int> last)
    {
        _last = last;
        last.Fill(-1);
    }

    /// <param name="text">The document.</param>
    /// <param name="nodes">The nodes so far.</param>
    /// <param name="container">The object, whose members end with the last node.</param>
    /// <param name="end">The number of nodes.</param>
    /// <param name="depth">How deep the object stands; 1 for the root.</param>
    /// <param name="hasEscapes">True where a name so far may be written in two ways.</param>
    /// <exception cref="JsonFormatException">A name stands twice.</exception>
    public void Check(ReadOnlySpan<byte> text, ReadOnlySpan<JsonNode> nodes, int container, int end, int depth, bool hasEscapes)
    {
        if (depth >= RememberedDepth)
        {
            RejectDuplicates(text, nodes, container, end, hasEscapes);
            return;
        }
        if (_last[depth] < 0 || !HasSameNames(text, nodes, _last[depth], container, end)) RejectDuplicates(text, nodes, container, end, hasEscapes);
        _last[depth] = container;
    }

    private static bool HasSameNames(ReadOnlySpan<byte> text, ReadOnlySpan<JsonNode> nodes, int known, int container, int end)
    {
        var knownEnd = nodes[known].Next;
        known++;
        var member = container + 1;
        for (; known < knownEnd && member < end; known = nodes[known].Next, member = nodes[member].Next)
        {
            ref readonly var a = ref nodes[known];
            ref readonly var b = ref nodes[member];
            if (!JsonIndex.NameBefore(text, a.Name, a.Start).SequenceEqual(JsonIndex.NameBefore(text, b.Name, b.Start))) return false;
        }
        return known == knownEnd && member == end;
    }

    private static void RejectDuplicates(ReadOnlySpan<byte> text, ReadOnlySpan<JsonNode> nodes, int container, int end, bool hasEscapes)
    {
        var count = 0;
        for (var child = container + 1; child < end; child = nodes[child].Next) count++;
        if (count < 2) return;
        if (count > Few)
        {
            RejectAmongMany(text, nodes, container, end, count);
            return;
        }
        for (var child = nodes[container + 1].Next; child < end; child = nodes[child].Next)
        {
            for (var other = container + 1; other < child; other = nodes[other].Next) Compare(text, nodes, other, child, hasEscapes);
        }
    }

    private static void RejectAmongMany(ReadOnlySpan<byte> text, ReadOnlySpan<JsonNode> nodes, int container, int end, int count)
    {
        var hashes = ArrayPool<ulong>.Shared.Rent(count);
        var members = ArrayPool<int>.Shared.Rent(count);
        try
        {
            var i = 0;
            for (var child = container + 1; child < end; child = nodes[child].Next, i++)
            {
                hashes[i] = StringText.Hash(JsonIndex.NameBefore(text, nodes[child].Name, nodes[child].Start));
                members[i] = child;
            }
            hashes.AsSpan(0, count).Sort(members.AsSpan(0, count));
            for (i = 1; i < count; i++)
            {
                for (var j = i - 1; j >= 0 && hashes[j] == hashes[i]; j--) Compare(text, nodes, members[j], members[i], true);
            }
        }
        finally
        {
            ArrayPool<ulong>.Shared.Return(hashes);
            ArrayPool<int>.Shared.Return(members);
        }
    }

    private static void Compare(ReadOnlySpan<byte> text, ReadOnlySpan<JsonNode> nodes, int one, int other, bool hasEscapes)
    {
        var name = JsonIndex.NameBefore(text, nodes[one].Name, nodes[one].Start);
        var second = JsonIndex.NameBefore(text, nodes[other].Name, nodes[other].Start);
        if (hasEscapes ? StringText.Equals(name, second) : name.SequenceEqual(second))
            throw new JsonFormatException("A member name stands twice in one object", Math.Max(nodes[one].Name, nodes[other].Name));
    }
}
