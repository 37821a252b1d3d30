using System.Buffers;
using System.Text.Json;
using Dendrite.Contracts.Guards;
using Dendrite.Diff;

namespace Dendrite.Edge.Admin;

/// <summary>Everything that the console shows, as one document at one moment, and the step that led to it.</summary>
/// <param name="Document">The document, indexed for the next difference.</param>
/// <param name="Snapshot">The event that brings the whole document.</param>
/// <param name="Patch">The event that brings what changed since the overview before; null for the first.</param>
internal sealed record Overview(JsonIndex Document, byte[] Snapshot, byte[]? Patch)
{
    private static readonly JsonDiffer Differ = new(new DiffOptions { Keys = ["name", "key", "version"] });

    /// <summary>Renders the next overview.</summary>
    public static Overview Render(Overview? before, IReadOnlyList<GuardReading> guards, IReadOnlyList<ResourceReading> resources, ServerDescription server, DateTimeOffset now)
    {
        var description = new OverviewDescription(now, [.. guards.Select(GuardDescription.Of)], [.. resources.Select(ResourceDescription.Of)], server);
        var document = JsonSerializer.SerializeToUtf8Bytes(description, AdminJson.Default.OverviewDescription);
        var index = JsonIndex.Parse(document);
        var patch = before is null ? null : Frame("patch", Differ.Compute(before.Document, index, DiffFormat.Patch).Utf8.Span);
        return new Overview(index, Frame("snapshot", document), patch);
    }

    private static byte[] Frame(string name, ReadOnlySpan<byte> data)
    {
        var frame = new ArrayBufferWriter<byte>(data.Length + 32);
        frame.Write(System.Text.Encoding.ASCII.GetBytes($"event: {name}\ndata: "));
        frame.Write(data);
        frame.Write("\n\n"u8);
        return frame.WrittenSpan.ToArray();
    }
}
