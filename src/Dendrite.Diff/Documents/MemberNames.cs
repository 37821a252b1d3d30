using System.Buffers;

namespace Dendrite.Diff;

/// <summary>The rule that an object has each name once (RFC 8259 section 4 leaves the meaning of a second one open).</summary>
internal static class MemberNames
{
    // Up to this many members each name is compared with each other; beyond, their hashes are sorted.
    private const int Few = 8;

    public static void RejectDuplicates(ReadOnlySpan<byte> text, ReadOnlySpan<JsonNode> nodes, int container, int end, bool hasEscapes)
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
