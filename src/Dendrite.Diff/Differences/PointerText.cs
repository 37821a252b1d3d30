namespace Dendrite.Diff;

/// <summary>The JSON pointer (RFC 6901) of the place that is being compared, as it stands inside a JSON string.</summary>
internal sealed class PointerText : IDisposable
{
    private readonly ByteWriter _text = new(256);

    public ReadOnlySpan<byte> Utf8 => _text.Written;

    public int Length => _text.Length;

    /// <summary>Steps into a member, its name given as written in the document.</summary>
    public void Push(ReadOnlySpan<byte> name)
    {
        _text.Write((byte)'/');
        if (name.IndexOfAny((byte)'~', (byte)'/', (byte)'\\') < 0)
        {
            _text.Write(name);
            return;
        }
        var plain = new byte[name.Length];
        var pointer = new ByteWriter(name.Length * 2);
        foreach (var c in plain.AsSpan(0, StringText.Unescape(name, plain)))
        {
            if (c == '~') pointer.Write("~0"u8);
            else if (c == '/') pointer.Write("~1"u8);
            else pointer.Write(c);
        }
        _text.Advance(StringText.Escape(pointer.Written, _text.Room(pointer.Length * 6)));
        pointer.Dispose();
    }

    public void Push(int index)
    {
        _text.Write((byte)'/');
        _text.Write(index);
    }

    public void PopTo(int length) => _text.CutTo(length);

    public void Dispose() => _text.Dispose();
}
