using System.Buffers;
using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Dendrite.Client.Cluster;
using Dendrite.Protocol;

namespace Dendrite.Edge.Protocols.EventStream;

/// <summary>Makes the bytes of server-sent events: <c>id</c>, <c>event</c>, <c>hash</c> and one line of <c>data</c>.</summary>
/// <remarks>
/// <c>hash</c> is a field that browsers ignore, as the HTML standard says for unknown fields; Dendrite's client checks it.
/// Where a step is several list events, all but the last carry the position before the step: the id is always a position
/// that can be resumed from.
/// </remarks>
internal static class SseFrames
{
    private static readonly FrozenDictionary<ResourceEvent, string> Names = Enum.GetValues<ResourceEvent>().ToFrozenDictionary(e => e, e => e.ToString().ToLowerInvariant());

    private static readonly byte[] HeartbeatFrame = ":\n\n"u8.ToArray();

    /// <summary>The first bytes of a stream: how long a client waits before it reconnects, in milliseconds.</summary>
    public static byte[] Preamble(TimeSpan retry) => Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"retry: {(int)retry.TotalMilliseconds}\n\n"));

    public static byte[] Encode(ResourceStep step)
    {
        if (step.Kind == StepKind.Heartbeat) return HeartbeatFrame;
        var frame = new ArrayBufferWriter<byte>(256 + (step.Data?.Length ?? 0));
        foreach (var update in step.ToUpdates()) Write(frame, update);
        return frame.WrittenSpan.ToArray();
    }

    /// <summary>The last event of a stream that the server ends.</summary>
    public static byte[] Failure(DendriteErrorCode code, string message)
    {
        var frame = new ArrayBufferWriter<byte>();
        frame.Write("event: failure\ndata: "u8);
        using (var json = new Utf8JsonWriter(frame))
        {
            json.WriteStartObject();
            json.WriteString("code", code.ToText());
            json.WriteString("message", message);
            json.WriteBoolean("reconnect", code.IsTransient());
            json.WriteEndObject();
        }
        frame.Write("\n\n"u8);
        return frame.WrittenSpan.ToArray();
    }

    private static void Write(ArrayBufferWriter<byte> frame, ResourceUpdate update)
    {
        var name = Names[update.Event];
        var head = string.Create(CultureInfo.InvariantCulture, $"id: {update.Position}\nevent: {name}\n{(update.Hash.Length == 0 ? "" : $"hash: {update.Hash}\n")}data: ");
        Encoding.ASCII.GetBytes(head, frame);
        update.Data.WriteOneLine(frame);
        frame.Write("\n\n"u8);
    }
}
