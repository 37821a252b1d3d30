namespace Dendrite.Diff;

/// <summary>Turns a patch round: its operations from the last to the first, each by its opposite.</summary>
internal sealed class PatchInversion(JsonIndex patch) : IDisposable
{
    private readonly List<PatchOperation> _operations = [];
    private readonly ByteWriter _target = new();

    public static byte[] Run(JsonIndex patch)
    {
        using var inversion = new PatchInversion(patch);
        inversion._operations.AddRange(PatchOperation.ReadAll(patch));
        inversion._target.Write((byte)'[');
        for (var i = inversion._operations.Count - 1; i >= 0; i--) i = inversion.Invert(i);
        inversion._target.Write((byte)']');
        return inversion._target.ToArray();
    }

    public void Dispose() => _target.Dispose();

    /// <summary>Writes the opposite of an operation.</summary>
    /// <returns>The position of the first operation that it took in: its test, where it needs one.</returns>
    private int Invert(int i)
    {
        var operation = _operations[i];
        switch (operation.Name)
        {
            case "test":
                Write("test", operation.Pointer, operation.Value);
                return i;
            case "add":
                Write("test", operation.Pointer, operation.Value);
                Write("remove", operation.Pointer);
                return i;
            case "copy":
                Write("remove", operation.Pointer);
                return i;
            case "move":
                WriteMove(operation);
                return i;
            case "remove":
                Write("add", operation.Pointer, OldValue(i));
                return i - 1;
            default:
                Write("test", operation.Pointer, operation.Value);
                Write("replace", operation.Pointer, OldValue(i));
                return i - 1;
        }
    }

    private int OldValue(int i)
    {
        if (i > 0 && _operations[i - 1] is { Name: "test" } test && test.Path.AsSpan().SequenceEqual(_operations[i].Path)) return test.Value;
        throw Fault(i, "The old value can't be told from the patch; a test must name it directly before");
    }

    private PatchException Fault(int i, string reason) => new(reason, i, _operations[i].Pointer);

    private void Write(string name, string pointer, int value = -1)
    {
        Begin(name);
        _target.Write(",\"path\":"u8);
        _target.WriteName(pointer);
        if (value >= 0)
        {
            _target.Write(",\"value\":"u8);
            _target.WriteValue(patch, value);
        }
        _target.Write((byte)'}');
    }

    private void WriteMove(PatchOperation operation)
    {
        Begin("move");
        _target.Write(",\"from\":"u8);
        _target.WriteName(operation.Pointer);
        _target.Write(",\"path\":"u8);
        _target.WriteName(JsonPointer.Format(operation.From!));
        _target.Write((byte)'}');
    }

    private void Begin(string name)
    {
        if (_target.Length > 1) _target.Write((byte)',');
        _target.Write("{\"op\":"u8);
        _target.WriteName(name);
    }
}
