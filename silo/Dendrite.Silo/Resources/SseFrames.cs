using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Dendrite.Contracts.Errors;
using Dendrite.Contracts.Resources;
using Dendrite.Diff;

namespace Dendrite.Silo.Resources;

/// <summary>Makes the bytes of server-sent events: <c>id</c>, <c>event</c>, <c>hash</c> and one line of <c>data</c>.</summary>
/// <remarks>
/// <c>hash</c> is a field that browsers ignore, as the HTML standard says for unknown fields; Dendrite's client checks it.
/// Where a step is several list events, all but the last carry the position before the step: the id is always a position
/// that can be resumed from.
/// </remarks>
internal static class SseFrames
{
    private static readonly Utf8Json Nothing = Utf8Json.FromText("{}");

    private static readonly byte[] HeartbeatFrame = ":\n\n"u8.ToArray();

    /// <summary>The first bytes of a stream: how long a client waits before it reconnects, in milliseconds.</summary>
    public static byte[] Preamble { get; } = "retry: 1000\n\n"u8.ToArray();

    public static byte[] Encode(ResourceStep step)
    {
        if (step.Kind == StepKind.Heartbeat) return HeartbeatFrame;
        var frame = new ArrayBufferWriter<byte>(256 + (step.Data?.Length ?? 0));
        switch (step.Kind)
        {
            case StepKind.Stale:
                Write(frame, step.Position, "stale", step.Hash, new Utf8Json(StalenessJson.Write(step.Staleness!)));
                break;
            case StepKind.Fresh:
                Write(frame, step.Position, "fresh", step.Hash, Nothing);
                break;
            case StepKind.Update when step.Form == ResourceFormat.List:
                WriteList(frame, step);
                break;
            default:
                Write(frame, step.Position, step.Form.ToName(), step.Hash, step.Data!);
                break;
        }
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

    private static void WriteList(ArrayBufferWriter<byte> frame, ResourceStep step)
    {
        var before = step.Position with { Sequence = step.Position.Sequence - 1 };
        ListEvent? last = null;
        foreach (var next in ListEvents.Read(step.Data!.Memory))
        {
            if (last is { } previous) Write(frame, before, previous.Name, "", new Utf8Json(previous.Data));
            last = next;
        }
        if (last is { } final) Write(frame, step.Position, final.Name, step.Hash, new Utf8Json(final.Data));
    }

    private static void Write(ArrayBufferWriter<byte> frame, Position position, string name, string hash, Utf8Json data)
    {
        var head = string.Create(CultureInfo.InvariantCulture, $"id: {position}\nevent: {name}\n{(hash.Length == 0 ? "" : $"hash: {hash}\n")}data: ");
        Encoding.ASCII.GetBytes(head, frame);
        data.WriteOneLine(frame);
        frame.Write("\n\n"u8);
    }
}
