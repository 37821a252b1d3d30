namespace Dendrite.Diff;

internal sealed partial class PatchDifference
{
    // {"op":"replace","path":"","value":} and {"op":"test","path":"","value":}, each with its comma.
    private const int ReplaceOverhead = 36;
    private const int TestOverhead = 33;

    private void WriteReplace(int a, int b)
    {
        WriteTest(a);
        Begin("replace"u8);
        WriteValueAndEnd(_next, b);
    }

    private void WriteAdd(int b)
    {
        Begin("add"u8);
        WriteValueAndEnd(_next, b);
    }

    private void WriteRemove(int a)
    {
        WriteTest(a);
        Begin("remove"u8);
        _target.Write("\"}"u8);
    }

    /// <summary>Names the value that goes, where the patch is to be invertible.</summary>
    private void WriteTest(int a)
    {
        if (!_invertible) return;
        Begin("test"u8);
        WriteValueAndEnd(_old, a);
    }

    /// <summary>How long the replacement of a value is at most.</summary>
    private long ReplacementLimit(int a, int b) =>
        ReplaceOverhead + _path.Length + _next.Text(b).Length + (_invertible ? TestOverhead + _path.Length + _old.Text(a).Length : 0L);

    /// <summary>How long the replacement of a value is at least.</summary>
    private long ShortestReplacement(int a, int b) =>
        ReplaceOverhead - 1 + _path.Length + ShortestText(_next, b) + (_invertible ? TestOverhead + _path.Length + ShortestText(_old, a) : 0L);

    /// <summary>Without white space and escapes a text is as short as it gets; else each node has a byte and a separator.</summary>
    private static int ShortestText(JsonIndex document, int node) =>
        document.HasWhitespace || document.HasEscapes ? 2 * (document.Next(node) - node) - 1 : document.Text(node).Length;

    /// <summary>A move inside the array at the current path.</summary>
    private void WriteMove(int from, int to)
    {
        Separate();
        _target.Write("{\"op\":\"move\",\"from\":\""u8);
        _target.Write(_path.Utf8);
        _target.Write((byte)'/');
        _target.Write(from);
        _target.Write("\",\"path\":\""u8);
        _target.Write(_path.Utf8);
        _target.Write((byte)'/');
        _target.Write(to);
        _target.Write("\"}"u8);
    }

    private void Begin(ReadOnlySpan<byte> name)
    {
        Separate();
        _target.Write("{\"op\":\""u8);
        _target.Write(name);
        _target.Write("\",\"path\":\""u8);
        _target.Write(_path.Utf8);
    }

    private void WriteValueAndEnd(JsonIndex document, int node)
    {
        _target.Write("\",\"value\":"u8);
        _target.WriteValue(document, node);
        _target.Write((byte)'}');
    }

    private void Separate()
    {
        _operations++;
        if (_target.Length > 1) _target.Write((byte)',');
    }
}
