namespace Dendrite.Diff;

/// <summary>The two documents that are compared, and what counts as a change between them.</summary>
internal sealed class DocumentPair
{
    private bool? _areSame;

    public DocumentPair(JsonIndex old, JsonIndex next, DiffPlan plan)
    {
        Old = old;
        New = next;
        Plan = plan;
        Ignore = plan.Ignore;
        foreach (var token in plan.Root)
        {
            if (!TryStep(token)) break;
        }
    }

    public JsonIndex Old { get; }

    public JsonIndex New { get; }

    public DiffPlan Plan { get; }

    /// <summary>The part of the old document that is compared.</summary>
    public int OldRoot { get; private set; }

    /// <summary>The part of the new document that is compared.</summary>
    public int NewRoot { get; private set; }

    /// <summary>How many tokens of the plan's root lead to that part.</summary>
    public int RootDepth { get; private set; }

    /// <summary>The ignored places within that part.</summary>
    public IgnoreTree? Ignore { get; private set; }

    /// <summary>True where nothing that counts has changed.</summary>
    public bool AreSame => _areSame ??= AreEqual(OldRoot, NewRoot, Ignore);

    public bool AreEqual(int a, int b, IgnoreTree? ignore)
    {
        if (ignore is null) return JsonEquality.AreEqual(Old, a, New, b, Plan.Numbers);
        if (ignore.IsIgnored) return true;
        return (Old.Kind(a), New.Kind(b)) switch
        {
            ((byte)'{', (byte)'{') => AreEqualObjects(a, b, ignore),
            ((byte)'[', (byte)'[') => AreEqualArrays(a, b, ignore),
            _ => JsonEquality.AreEqual(Old, a, New, b, Plan.Numbers),
        };
    }

    /// <summary>Writes the pointer of the compared part.</summary>
    public void PushRoot(PointerText path)
    {
        var node = 0;
        foreach (var token in Plan.Root.AsSpan(0, RootDepth))
        {
            if (Old.Kind(node) == '[') path.Push(JsonPointer.ReadIndex(token));
            node = Step(Old, node, token);
            if (Old.Nodes[node].Name != JsonNode.NoName) path.Push(Old.Name(node));
        }
    }

    private bool TryStep(byte[] token)
    {
        var a = Step(Old, OldRoot, token);
        var b = Step(New, NewRoot, token);
        if (a < 0 || b < 0) return false;
        Ignore = Old.Kind(OldRoot) == '[' ? Ignore?.Item(JsonPointer.ReadIndex(token)) : Ignore?.Member(Old.Name(a));
        OldRoot = a;
        NewRoot = b;
        RootDepth++;
        return true;
    }

    private static int Step(JsonIndex document, int node, byte[] token) => document.Kind(node) switch
    {
        (byte)'{' => document.Find(node, token),
        (byte)'[' => document.ItemAt(node, JsonPointer.ReadIndex(token)),
        _ => -1,
    };

    private bool AreEqualArrays(int a, int b, IgnoreTree ignore)
    {
        var endA = Old.Next(a);
        var endB = New.Next(b);
        var index = 0;
        for (a++, b++; a < endA && b < endB; a = Old.Next(a), b = New.Next(b), index++)
        {
            if (!AreEqual(a, b, ignore.Item(index))) return false;
        }
        return a == endA && b == endB;
    }

    private bool AreEqualObjects(int a, int b, IgnoreTree ignore)
    {
        using var before = new MemberTable(Old, a + 1, Old.Next(a));
        using var after = new MemberTable(New, b + 1, New.Next(b));
        for (var member = a + 1; member < Old.Next(a); member = Old.Next(member))
        {
            if (after.Find(Old.Name(member)) < 0 && ignore.Member(Old.Name(member)) is not { IsIgnored: true }) return false;
        }
        for (var member = b + 1; member < New.Next(b); member = New.Next(member))
        {
            var branch = ignore.Member(New.Name(member));
            if (branch is { IsIgnored: true }) continue;
            var same = before.Find(New.Name(member));
            if (same < 0 || !AreEqual(same, member, branch)) return false;
        }
        return true;
    }
}
