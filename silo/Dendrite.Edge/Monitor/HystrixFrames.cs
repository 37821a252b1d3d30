using System.Buffers;
using System.Text.Json;
using Dendrite.Contracts.Guards;

namespace Dendrite.Edge.Monitor;

/// <summary>One tick of hystrix.stream: two frames a guard, then the ping that keeps the connection.</summary>
/// <remarks>The members of both frames are Hystrix's, by name, order and type; <c>HALF_OPEN</c> at the end is Dendrite's own.</remarks>
internal static class HystrixFrames
{
    private const string Group = "dendrite";

    /// <summary>Renders a tick for all streams.</summary>
    public static byte[] Render(IReadOnlyList<GuardReading> guards, DateTimeOffset now)
    {
        var frames = new ArrayBufferWriter<byte>(4096);
        using var json = new Utf8JsonWriter(frames);
        foreach (var guard in guards)
        {
            Frame(frames, json, guard, now, HystrixCommandFrame.Write);
            Frame(frames, json, guard, now, HystrixPoolFrame.Write);
        }
        frames.Write("ping: \n\n"u8);
        return frames.WrittenSpan.ToArray();
    }

    /// <summary>Whether calls are refused, or were until the probes that are under way.</summary>
    public static bool IsOpen(CircuitState state) => state is CircuitState.Open or CircuitState.HalfOpen or CircuitState.ForcedOpen;

    /// <summary>The first members of a frame.</summary>
    public static void Begin(Utf8JsonWriter json, string type, string name)
    {
        json.WriteStartObject();
        json.WriteString("type", type);
        json.WriteString("name", name);
        if (type == "HystrixCommand") json.WriteString("group", Group);
    }

    private static void Frame(
        ArrayBufferWriter<byte> frames, Utf8JsonWriter json, GuardReading guard, DateTimeOffset now, Action<Utf8JsonWriter, GuardReading, long> write)
    {
        frames.Write("data: "u8);
        write(json, guard, now.ToUnixTimeMilliseconds());
        json.Flush();
        json.Reset();
        frames.Write("\n\n"u8);
    }
}
