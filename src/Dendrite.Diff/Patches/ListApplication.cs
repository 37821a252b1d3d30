using System.Buffers.Text;

namespace Dendrite.Diff;

/// <summary>Runs keyed list events in the order in which they were sent.</summary>
internal sealed class ListApplication(JsonIndex document, PatchLimits limits)
{
    private PatchTree _tree = new(new PatchNode(document, 0), limits);

    /// <exception cref="PatchException">The change is not an array of events, or one of them can't be done.</exception>
    public byte[] Run(JsonIndex change)
    {
        if (change.Kind(0) != '[') throw new PatchException("A list change is an array of events");
        var index = 0;
        for (var node = 1; node < change.Next(0); node = change.Next(node), index++)
        {
            if (index == limits.MaxOperations) throw new PatchException($"The change has more than {limits.MaxOperations} events", index, null);
            Run(change, node, index);
        }
        return _tree.ToArray();
    }

    private void Run(JsonIndex change, int node, int index)
    {
        if (change.Kind(node) != '{') throw new PatchException("An event is an object", index, null);
        var pointer = ReadText(change, node, "path"u8) ?? "";
        try
        {
            var name = ReadText(change, node, "event"u8);
            var data = change.Find(node, "data"u8);
            if (data < 0 && name != "remove") throw new PatchException("The event needs the member \"data\"");
            if (name == "refresh")
            {
                _tree = new PatchTree(new PatchNode(change, data), limits);
                return;
            }
            string[] path = [.. JsonPointer.Parse(pointer), ReadIndex(change, node)];
            if (_tree.Find(path.AsSpan(0, path.Length - 1)).Kind != '[') throw new PatchException("There is no array at the path");
            switch (name)
            {
                case "insert":
                    _tree.Add(path, new PatchNode(change, data));
                    break;
                case "update":
                    _tree.Replace(path, new PatchNode(change, data));
                    break;
                case "remove":
                    _tree.Remove(path);
                    break;
                default:
                    throw new PatchException($"The event \"{name}\" is unknown");
            }
        }
        catch (PatchException e) when (e.Index < 0)
        {
            throw new PatchException(e.Reason, index, pointer, e.InnerException);
        }
        catch (FormatException e)
        {
            throw new PatchException(e.Message, index, pointer, e);
        }
    }

    private static string? ReadText(JsonIndex change, int node, ReadOnlySpan<byte> member)
    {
        var value = change.Find(node, member);
        return value >= 0 && change.Kind(value) == '"' ? StringText.Decode(change.Content(value)) : null;
    }

    private static string ReadIndex(JsonIndex change, int node)
    {
        var value = change.Find(node, "index"u8);
        if (value >= 0 && Utf8Parser.TryParse(change.Text(value), out int index, out var read) && read == change.Text(value).Length && index >= 0)
            return index.ToString(System.Globalization.CultureInfo.InvariantCulture);
        throw new PatchException("The event needs the member \"index\", a whole number");
    }
}
