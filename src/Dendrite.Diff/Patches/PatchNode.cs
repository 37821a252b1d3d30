namespace Dendrite.Diff;

/// <summary>
/// A value while a patch is being applied: a piece of a document that nobody has touched, or a container opened because
/// an operation went into it. A copy shares its node, which is then opened anew by whoever changes it.
/// </summary>
internal sealed class PatchNode
{
    private JsonIndex? _source;
    private readonly int _node;

    private PatchNode()
    {
    }

    public PatchNode(JsonIndex source, int node)
    {
        _source = source;
        _node = node;
        Size = source.Text(node).Length;
    }

    /// <summary>The items, where this is an array that was opened.</summary>
    public ItemSequence? Items { get; private set; }

    /// <summary>The members, where this is an object that was opened.</summary>
    public MemberMap? Members { get; private set; }

    /// <summary>True once the node may stand in two places; it must not change from then on.</summary>
    public bool IsShared { get; set; }

    /// <summary>About how many bytes the value takes when written: its text as it was, and what operations put in and took out.</summary>
    public long Size { get; set; }

    /// <summary>How deep the value is nested, at its deepest so far; 0 for a scalar.</summary>
    public int Height
    {
        get => field >= 0 ? field : field = HeightOf(_source!, _node);
        set;
    } = -1;

    /// <summary>The value's first byte.</summary>
    public byte Kind => _source is not null ? _source.Kind(_node) : Items is not null ? (byte)'[' : (byte)'{';

    public bool IsOpen => _source is null;

    public JsonIndex Source => _source!;

    public int Node => _node;

    /// <summary>Turns a container into nodes of its own, once.</summary>
    public void Open()
    {
        if (_source is null) return;
        Height = HeightOf(_source, _node);
        var end = _source.Next(_node);
        if (_source.Kind(_node) == '[')
        {
            Items = new ItemSequence(_source.CountChildren(_node) + 4);
            for (var child = _node + 1; child < end; child = _source.Next(child)) Items.Add(new PatchNode(_source, child));
        }
        else
        {
            Members = new MemberMap();
            for (var child = _node + 1; child < end; child = _source.Next(child))
                Members.Set(StringText.Decode(_source.Name(child)), new PatchNode(_source, child));
        }
        _source = null;
    }

    /// <summary>A node that may change where this one is shared; its children are then shared.</summary>
    public PatchNode Own()
    {
        if (!IsShared) return this;
        if (_source is not null) return new PatchNode(_source, _node) { Height = Height };
        var own = new PatchNode { Size = Size, Height = Height };
        if (Items is not null)
        {
            own.Items = Items.Copy();
            foreach (var item in Items) item.IsShared = true;
        }
        else
        {
            own.Members = Members!.Copy();
            foreach (var (_, member) in Members.InOrder) member.IsShared = true;
        }
        return own;
    }

    public void WriteTo(ByteWriter target)
    {
        if (_source is not null)
        {
            target.Write(_source.Text(_node));
        }
        else if (Items is not null)
        {
            target.Write((byte)'[');
            for (var i = 0; i < Items.Count; i++)
            {
                if (i > 0) target.Write((byte)',');
                Items[i].WriteTo(target);
            }
            target.Write((byte)']');
        }
        else
        {
            target.Write((byte)'{');
            var isFirst = true;
            foreach (var (name, member) in Members!.InOrder)
            {
                if (!isFirst) target.Write((byte)',');
                isFirst = false;
                target.WriteName(name);
                target.Write((byte)':');
                member.WriteTo(target);
            }
            target.Write((byte)'}');
        }
    }

    private static int HeightOf(JsonIndex source, int node)
    {
        if (source.Kind(node) is not ((byte)'{' or (byte)'[')) return 0;
        var height = 0;
        for (var child = node + 1; child < source.Next(node); child = source.Next(child)) height = Math.Max(height, HeightOf(source, child));
        return height + 1;
    }
}
