namespace Dendrite.Diff;

/// <summary>Takes the bytes of a list change apart into the events to be sent one by one.</summary>
public static class ListEvents
{
    /// <summary>The events in the order in which they must be applied.</summary>
    /// <param name="change">The bytes of a <see cref="DiffFormat.List"/> result.</param>
    /// <exception cref="JsonFormatException">The bytes are not JSON.</exception>
    /// <exception cref="PatchException">They are not an array of events.</exception>
    public static IReadOnlyList<ListEvent> Read(ReadOnlyMemory<byte> change)
    {
        var index = JsonIndex.ParseChange(change, JsonLimits.DeepestAllowed);
        if (index.Kind(0) != '[') throw new PatchException("A list change is an array of events");
        var events = new List<ListEvent>();
        for (var node = 1; node < index.Next(0); node = index.Next(node)) events.Add(Read(index, node, events.Count));
        return events;
    }

    private static ListEvent Read(JsonIndex change, int node, int position)
    {
        if (change.Kind(node) != '{') throw new PatchException("An event is an object", position, null);
        var name = change.Find(node, "event"u8);
        if (name < 0 || change.Kind(name) != '"') throw new PatchException("The event needs the member \"event\", a string", position, null);
        var text = StringText.Decode(change.Content(name));
        if (text == "refresh")
        {
            var data = change.Find(node, "data"u8);
            return data >= 0 ? new ListEvent(text, change.Memory(data)) : throw new PatchException("The event needs the member \"data\"", position, null);
        }
        using var target = new ByteWriter();
        target.Write((byte)'{');
        for (var member = node + 1; member < change.Next(node); member = change.Next(member))
        {
            if (member == name) continue;
            if (target.Length > 1) target.Write((byte)',');
            target.WriteString(change.Name(member));
            target.Write((byte)':');
            target.WriteValue(change, member);
        }
        target.Write((byte)'}');
        return new ListEvent(text, target.ToArray());
    }
}
