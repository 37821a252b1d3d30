namespace Dendrite.Diff;

/// <summary>The equality of RFC 6902 section 4.6, numbers by value, between a value under a patch and one as written.</summary>
internal static class PatchNodeEquality
{
    public static bool AreEqual(PatchNode node, PatchNode value)
    {
        if (!node.IsOpen) return JsonEquality.AreEqual(node.Source, node.Node, value.Source, value.Node, NumberComparison.ByValue);
        if (node.Kind != value.Kind) return false;
        value.Open();
        if (node.Items is { } items)
        {
            if (items.Count != value.Items!.Count) return false;
            for (var i = 0; i < items.Count; i++)
            {
                if (!AreEqual(items[i], value.Items[i])) return false;
            }
            return true;
        }
        if (node.Members!.Count != value.Members!.Count) return false;
        foreach (var (name, member) in node.Members.InOrder)
        {
            if (!value.Members.TryGet(name, out var other) || !AreEqual(member, other)) return false;
        }
        return true;
    }
}
