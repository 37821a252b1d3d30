namespace Dendrite.Diff;

/// <summary>Runs the operations of an RFC 6902 patch on a document of which only what they touch is opened.</summary>
internal sealed class PatchApplication(JsonIndex document, PatchLimits limits)
{
    private readonly PatchTree _tree = new(new PatchNode(document, 0), limits);

    /// <exception cref="PatchException">The patch is not an array, or an operation can't be done.</exception>
    public byte[] Run(JsonIndex patch)
    {
        var index = 0;
        foreach (var operation in PatchOperation.ReadAll(patch))
        {
            if (index == limits.MaxOperations) throw new PatchException($"The patch has more than {limits.MaxOperations} operations", index, null);
            try
            {
                Run(operation, patch);
            }
            catch (PatchException e) when (e.Index < 0)
            {
                throw new PatchException(e.Reason, index, operation.Pointer, e.InnerException);
            }
            index++;
        }
        return _tree.ToArray();
    }

    private void Run(PatchOperation operation, JsonIndex patch)
    {
        switch (operation.Name)
        {
            case "add":
                _tree.Add(operation.Path, new PatchNode(patch, operation.Value));
                break;
            case "remove":
                _tree.Remove(operation.Path);
                break;
            case "replace":
                _tree.Replace(operation.Path, new PatchNode(patch, operation.Value));
                break;
            case "move":
                Move(operation.From!, operation.Path);
                break;
            case "copy":
                var copied = _tree.Find(operation.From!);
                copied.IsShared = true;
                _tree.Add(operation.Path, copied);
                break;
            default:
                if (!PatchNodeEquality.AreEqual(_tree.Find(operation.Path), new PatchNode(patch, operation.Value)))
                    throw new PatchException("The value is not the one that the test names");
                break;
        }
    }

    private void Move(string[] from, string[] path)
    {
        var moved = _tree.Find(from);
        if (from.AsSpan().SequenceEqual(path)) return;
        if (path.Length > from.Length && path.AsSpan(0, from.Length).SequenceEqual(from)) throw new PatchException("A value can't be moved into itself");
        _tree.Remove(from);
        _tree.Add(path, moved);
    }
}
