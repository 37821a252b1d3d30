namespace Dendrite.Diff;

internal sealed partial class PatchDifference
{
    private const int ReplaceOverhead = 36;

    private void WriteReplace(int b)
    {
        Begin("replace"u8);
        WriteValueAndEnd(b);
    }

    private void WriteAdd(int b)
    {
        Begin("add"u8);
        WriteValueAndEnd(b);
    }

    private void WriteRemove()
    {
        Begin("remove"u8);
        _target.Write("\"}"u8);
    }

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

    private void WriteValueAndEnd(int b)
    {
        _target.Write("\",\"value\":"u8);
        _target.WriteValue(next, b);
        _target.Write((byte)'}');
    }

    private void Separate()
    {
        if (_target.Length > 1) _target.Write((byte)',');
    }
}
