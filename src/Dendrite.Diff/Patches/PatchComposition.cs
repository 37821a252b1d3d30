namespace Dendrite.Diff;

/// <summary>
/// Puts two patches one after the other and leaves out what is overwritten before anything can see it. The operations are
/// read from the last to the first, with the places in mind that a later replacement will fill.
/// </summary>
internal sealed class PatchComposition
{
    private readonly List<(JsonIndex Patch, int Node, PatchOperation Operation)> _operations = [];
    private readonly OverwrittenPlaces _overwritten = new();
    private readonly HashSet<int> _dropped = [];
    private readonly Dictionary<int, int> _values = [];

    public static byte[] Run(JsonIndex first, JsonIndex second)
    {
        var composition = new PatchComposition();
        composition.Read(first);
        composition.Read(second);
        for (var i = composition._operations.Count - 1; i >= 0; i--) composition.Simplify(i);
        return composition.Write();
    }

    private void Read(JsonIndex patch)
    {
        foreach (var operation in PatchOperation.ReadAll(patch)) _operations.Add((patch, operation.Node, operation));
    }

    private void Simplify(int i)
    {
        var operation = _operations[i].Operation;
        var later = _overwritten.Find(operation.Path, out var isSamePlace);
        switch (operation.Name)
        {
            case "replace" when later >= 0:
                _dropped.Add(i);
                break;
            case "replace":
                _overwritten.Add(operation.Path, i);
                break;
            case "add" or "remove" when later >= 0 && !isSamePlace:
                _dropped.Add(i);
                break;
            case "add" when later >= 0 && !TouchedTree.MayBeItem(operation.Path[^1]):
                // Nothing has read the value in between, so the later one can be added at once.
                _values[i] = later;
                _dropped.Add(later);
                _overwritten.Forget(operation.Path);
                break;
            case "add" or "remove" or "test":
                _overwritten.Forget(operation.Path);
                break;
            default:
                _overwritten.Clear();
                break;
        }
    }

    private byte[] Write()
    {
        using var target = new ByteWriter();
        target.Write((byte)'[');
        for (var i = 0; i < _operations.Count; i++)
        {
            if (_dropped.Contains(i)) continue;
            if (target.Length > 1) target.Write((byte)',');
            var (patch, node, operation) = _operations[i];
            if (!_values.TryGetValue(i, out var later))
            {
                target.WriteValue(patch, node);
                continue;
            }
            target.Write("{\"op\":\"add\",\"path\":"u8);
            target.WriteName(operation.Pointer);
            target.Write(",\"value\":"u8);
            target.WriteValue(_operations[later].Patch, _operations[later].Operation.Value);
            target.Write((byte)'}');
        }
        target.Write((byte)']');
        return target.ToArray();
    }
}
