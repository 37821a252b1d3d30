using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text.Unicode;

namespace Dendrite.Diff;

/// <summary>Reads a document from its first byte to its last, once, and lays down its nodes.</summary>
internal ref struct IndexBuilder
{
    // A guess, from API answers: names and punctuation included, a value takes so many bytes of text.
    private const int BytesPerNode = 20;

    private readonly ReadOnlySpan<byte> _text;
    private readonly int _maxDepth;
    private readonly MemberNames _names;
    private JsonNode[] _nodes;
    private int _count;
    private int _position;
    private bool _hasWhitespace;
    private bool _hasEscapes;

    private IndexBuilder(ReadOnlySpan<byte> text, Span<int> checkedObjects, int maxDepth)
    {
        _names = new MemberNames(checkedObjects);
        _text = text;
        _maxDepth = maxDepth;
        _nodes = ArrayPool<JsonNode>.Shared.Rent(Math.Max(16, text.Length / BytesPerNode));
    }

    public static JsonIndex Build(ReadOnlyMemory<byte> utf8, int maxBytes, int maxDepth)
    {
        var text = utf8.Span;
        if (text.Length > maxBytes) throw new JsonFormatException($"The document is longer than {maxBytes} bytes", maxBytes);
        if (text.StartsWith("\uFEFF"u8)) throw new JsonFormatException("A byte-order mark is not allowed", 0);
        if (!Utf8.IsValid(text)) throw new JsonFormatException("The bytes are not UTF-8", Utf8Text.FirstInvalid(text));
        var builder = new IndexBuilder(text, stackalloc int[MemberNames.RememberedDepth], maxDepth);
        try
        {
            builder.ReadDocument();
        }
        catch (JsonFormatException)
        {
            ArrayPool<JsonNode>.Shared.Return(builder._nodes);
            throw;
        }
        return new JsonIndex(utf8, builder._nodes, builder._count, builder._hasWhitespace, builder._hasEscapes);
    }

    private void ReadDocument()
    {
        var open = -1;
        var depth = 0;
        var name = JsonNode.NoName;
    Value:
        SkipWhitespace();
        switch (Peek())
        {
            case (byte)'{':
                open = Open(open, name, ref depth);
                SkipWhitespace();
                if (Peek() == '}') goto Close;
                goto Name;
            case (byte)'[':
                open = Open(open, name, ref depth);
                SkipWhitespace();
                if (Peek() == ']') goto Close;
                name = JsonNode.NoName;
                goto Value;
            case (byte)'"':
                var start = _position;
                ReadString();
                Add(start, name);
                break;
            case (byte)'t':
                ReadLiteral("true"u8, name);
                break;
            case (byte)'f':
                ReadLiteral("false"u8, name);
                break;
            case (byte)'n':
                ReadLiteral("null"u8, name);
                break;
            case (byte)'-' or (>= (byte)'0' and <= (byte)'9'):
                start = _position;
                _position = NumberText.Read(_text, _position);
                Add(start, name);
                break;
            default:
                throw Unexpected("A value is expected");
        }
    AfterValue:
        SkipWhitespace();
        if (open < 0)
        {
            if (_position < _text.Length) throw Fault("Only one value is allowed");
            return;
        }
        if (_text[_nodes[open].Start] == '{')
        {
            switch (Peek())
            {
                case (byte)',':
                    _position++;
                    SkipWhitespace();
                    goto Name;
                case (byte)'}':
                    _names.Check(_text, _nodes, open, _count, depth, _hasEscapes);
                    goto Close;
                default:
                    throw Unexpected("A comma or a closing brace is expected");
            }
        }
        switch (Peek())
        {
            case (byte)',':
                _position++;
                name = JsonNode.NoName;
                SkipWhitespace();
                if (Peek() == ']') throw Fault("A trailing comma is not allowed");
                goto Value;
            case (byte)']':
                goto Close;
            default:
                throw Unexpected("A comma or a closing bracket is expected");
        }
    Close:
        _position++;
        depth--;
        ref var closed = ref _nodes[open];
        open = closed.Next;
        closed.Next = _count;
        closed.End = _position;
        goto AfterValue;
    Name:
        if (Peek() != '"') throw Peek() == '}' ? Fault("A trailing comma is not allowed") : Unexpected("A member name is expected");
        name = _position;
        ReadString();
        SkipWhitespace();
        if (Peek() != ':') throw Unexpected("A colon is expected");
        _position++;
        goto Value;
    }

    private int Open(int parent, int name, ref int depth)
    {
        if (++depth > _maxDepth) throw Fault($"The document is nested deeper than {_maxDepth} levels");
        ref var node = ref Append();
        node.Start = _position++;
        node.Name = name;
        node.Next = parent;
        return _count - 1;
    }

    private void Add(int start, int name)
    {
        ref var node = ref Append();
        node.Start = start;
        node.End = _position;
        node.Next = _count;
        node.Name = name;
    }

    private ref JsonNode Append()
    {
        if (_count == _nodes.Length) Grow();
        return ref _nodes[_count++];
    }

    /// <summary>Makes room for what the rest of the text will need if it goes on as it began.</summary>
    private void Grow()
    {
        var expected = (long)_count * _text.Length / Math.Max(1, _position);
        var larger = ArrayPool<JsonNode>.Shared.Rent((int)Math.Clamp(expected + 16, _nodes.Length + 16L, 2L * _text.Length));
        _nodes.CopyTo(larger, 0);
        ArrayPool<JsonNode>.Shared.Return(_nodes);
        _nodes = larger;
    }

    private void ReadString()
    {
        _position = StringText.Read(_text, _position, ref _hasEscapes);
    }

    private void ReadLiteral(scoped ReadOnlySpan<byte> literal, int name)
    {
        if (!_text[_position..].StartsWith(literal)) throw Unexpected("A value is expected");
        var start = _position;
        _position += literal.Length;
        Add(start, name);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly byte Peek() => (uint)_position < (uint)_text.Length ? _text[_position] : (byte)0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void SkipWhitespace()
    {
        if ((uint)_position < (uint)_text.Length && _text[_position] > ' ') return;
        SkipWhitespaceSlowly();
    }

    private void SkipWhitespaceSlowly()
    {
        while ((uint)_position < (uint)_text.Length && _text[_position] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
        {
            _hasWhitespace = true;
            _position++;
        }
    }

    private readonly JsonFormatException Unexpected(string reason) =>
        Fault(_position < _text.Length ? reason : "The text ends too early");

    private readonly JsonFormatException Fault(string reason) => new(reason, _position);
}
