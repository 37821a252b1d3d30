namespace Dendrite.Diff;

/// <summary>One operation of an RFC 6902 patch, its form checked.</summary>
/// <param name="Name">add, remove, replace, move, copy or test.</param>
/// <param name="Pointer">The place as it is written.</param>
/// <param name="Path">The tokens of that place.</param>
/// <param name="From">Where move and copy take the value from; null for the others.</param>
/// <param name="Node">The node of the operation in the patch.</param>
/// <param name="Value">The node of the value in the patch, where the operation has one; else -1.</param>
internal sealed record PatchOperation(string Name, string Pointer, string[] Path, string[]? From, int Node, int Value)
{
    /// <summary>Reads the operations of a patch one by one.</summary>
    /// <exception cref="PatchException">The patch is no array, or an operation is malformed.</exception>
    public static IEnumerable<PatchOperation> ReadAll(JsonIndex patch)
    {
        if (patch.Kind(0) != '[') throw new PatchException("A patch is an array of operations");
        var index = 0;
        for (var node = 1; node < patch.Next(0); node = patch.Next(node)) yield return Read(patch, node, index++);
    }

    /// <summary>Reads the operation at a node of a patch. Members that RFC 6902 does not know are ignored (section 4).</summary>
    /// <exception cref="PatchException">A member that the operation needs is missing or of the wrong kind.</exception>
    public static PatchOperation Read(JsonIndex patch, int node, int index)
    {
        if (patch.Kind(node) != '{') throw new PatchException("An operation is an object", index, null);
        var name = ReadText(patch, node, "op"u8, "op", index);
        var pointer = ReadText(patch, node, "path"u8, "path", index);
        var path = ReadPointer(pointer, index, pointer);
        switch (name)
        {
            case "remove":
                return new(name, pointer, path, null, node, -1);
            case "add" or "replace" or "test":
                var value = patch.Find(node, "value"u8);
                return value >= 0 ? new(name, pointer, path, null, node, value) : throw new PatchException("The operation needs the member \"value\"", index, pointer);
            case "move" or "copy":
                var from = ReadText(patch, node, "from"u8, "from", index);
                return new(name, pointer, path, ReadPointer(from, index, pointer), node, -1);
            default:
                throw new PatchException($"The operation \"{name}\" is unknown", index, pointer);
        }
    }

    private static string ReadText(JsonIndex patch, int node, ReadOnlySpan<byte> member, string name, int index)
    {
        var value = patch.Find(node, member);
        return value >= 0 && patch.Kind(value) == '"'
            ? StringText.Decode(patch.Content(value))
            : throw new PatchException($"The operation needs the member \"{name}\", a string", index, null);
    }

    private static string[] ReadPointer(string text, int index, string pointer)
    {
        try
        {
            return JsonPointer.Parse(text);
        }
        catch (FormatException e)
        {
            throw new PatchException(e.Message, index, pointer, e);
        }
    }
}
