using System.Buffers;
using System.Text;

namespace Dendrite.Diff;

/// <summary>
/// Goes over a text that is no strict JSON, token by token, and notes what can be mended and where. It judges nothing:
/// what it mends is read strictly afterwards.
/// </summary>
internal sealed class LenientScan(ReadOnlyMemory<byte> text, LenientJsonOptions options)
{
    private const int MostNotes = 16;
    private const int LongestPointer = 200;

    private static readonly SearchValues<byte> TokenEnds = SearchValues.Create(" \t\r\n,:]}[{\""u8);

    private readonly Stack<Frame> _open = new();
    private readonly List<Edit> _edits = [];

    public List<string> Duplicates { get; } = [];

    public List<string> Replaced { get; } = [];

    /// <summary>The JSON pointer of the value, or of the member's name, that begins at an offset or before it.</summary>
    public static string PointerAt(ReadOnlyMemory<byte> text, long offset)
    {
        var scan = new LenientScan(text, LenientJsonOptions.Default);
        scan.Scan(offset);
        return scan.Pointer();
    }

    /// <summary>Goes over all of the text. False where there is nothing to mend.</summary>
    public bool Run()
    {
        Scan(text.Length);
        return _edits.Count > 0;
    }

    /// <summary>The text without what does not count.</summary>
    public byte[] Mend()
    {
        _edits.Sort(static (a, b) => a.Start.CompareTo(b.Start));
        var mended = new ArrayBufferWriter<byte>(text.Length);
        var from = 0;
        foreach (var edit in _edits)
        {
            // Within one that is left out already.
            if (edit.Start < from) continue;
            mended.Write(text.Span[from..edit.Start]);
            if (edit.IsNull) mended.Write("null"u8);
            from = edit.End;
        }
        mended.Write(text.Span[from..]);
        return mended.WrittenSpan.ToArray();
    }

    private void Scan(long until)
    {
        var bytes = text.Span;
        for (var at = 0; at < bytes.Length && at <= until;)
        {
            switch (bytes[at])
            {
                case (byte)'{' or (byte)'[':
                    if (_open.Count > JsonLimits.DeepestAllowed) return;
                    _open.Push(new Frame(bytes[at] == '{'));
                    at++;
                    break;
                case (byte)'}' or (byte)']':
                    // At the fault itself the place is still inside.
                    if (at == until || !_open.TryPop(out _)) return;
                    at++;
                    break;
                case (byte)',':
                    if (at == until || !_open.TryPeek(out var list)) return;
                    list.Index++;
                    list.Name = null;
                    at++;
                    break;
                case (byte)'"':
                    var end = EndOfString(bytes, at);
                    if (end < 0) return;
                    if (_open.TryPeek(out var frame) && frame is { IsObject: true, Name: null }) NoteName(frame, bytes[(at + 1)..(end - 1)], at);
                    at = end;
                    break;
                case (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n' or (byte)':':
                    at++;
                    break;
                default:
                    var length = bytes[at..].IndexOfAny(TokenEnds);
                    if (length < 0) length = bytes.Length - at;
                    if (options.NonFiniteAsNull && IsNonFinite(bytes.Slice(at, length))) NoteNull(at, at + length);
                    at += length;
                    break;
            }
        }
    }

    /// <summary>A member begins; one of its name before it, if any, ends where the one after that begins.</summary>
    private void NoteName(Frame frame, ReadOnlySpan<byte> content, int at)
    {
        frame.Name = StringText.Decode(content);
        frame.Starts.Add(at);
        var last = frame.Starts.Count - 1;
        if (frame.Members.TryGetValue(frame.Name, out var before) && options.LastMemberWins)
        {
            _edits.Add(new Edit(frame.Starts[before], frame.Starts[before + 1], false));
            if (Duplicates.Count < MostNotes) Duplicates.Add(Pointer());
        }
        frame.Members[frame.Name] = last;
    }

    private void NoteNull(int start, int end)
    {
        _edits.Add(new Edit(start, end, true));
        if (Replaced.Count < MostNotes) Replaced.Add(Pointer());
    }

    private static bool IsNonFinite(ReadOnlySpan<byte> token)
    {
        if (token[0] is (byte)'-' or (byte)'+') token = token[1..];
        return Ascii.EqualsIgnoreCase(token, "nan"u8) || Ascii.EqualsIgnoreCase(token, "infinity"u8) || Ascii.EqualsIgnoreCase(token, "inf"u8);
    }

    /// <summary>The offset after the closing quote; -1 where the string does not end or has an escape that is none.</summary>
    private static int EndOfString(ReadOnlySpan<byte> bytes, int start)
    {
        var escaped = false;
        try
        {
            return StringText.Read(bytes, start, ref escaped);
        }
        catch (JsonFormatException)
        {
            return -1;
        }
    }

    /// <summary>The place as it stands, for people: shortened in the middle of a name where it is very long, half a surrogate pair replaced.</summary>
    private string Pointer()
    {
        var pointer = JsonPointer.Format(_open.Reverse().Select(frame => frame.IsObject ? frame.Name : frame.Index.ToString(System.Globalization.CultureInfo.InvariantCulture)).OfType<string>());
        if (pointer.Length > LongestPointer) pointer = pointer[..LongestPointer] + "…";
        return string.Concat(pointer.EnumerateRunes().Select(rune => rune.ToString()));
    }

    private readonly record struct Edit(int Start, int End, bool IsNull);

    private sealed class Frame(bool isObject)
    {
        public bool IsObject => isObject;

        public int Index { get; set; }

        /// <summary>The name of the member that is being read; null before it.</summary>
        public string? Name { get; set; }

        /// <summary>Where each member begins.</summary>
        public List<int> Starts { get; } = [];

        /// <summary>The last member of each name, by its number.</summary>
        public Dictionary<string, int> Members { get; } = new(StringComparer.Ordinal);
    }
}
