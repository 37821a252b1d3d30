using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Dendrite.Diff;

namespace Dendrite.Cli.Diff;

/// <summary>One JSON array of two values a line in, one result a line out, in the same order.</summary>
internal static class BatchLines
{
    /// <returns>0, also where lines failed: each says so itself.</returns>
    public static int Run(ConsoleStreams streams, string? file, JsonLimits limits, Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> work)
    {
        using var input = InputFiles.Open(streams, file);
        using var output = new BufferedStream(streams.Output(), 1 << 16);
        // Whoever feeds it line by line gets each answer before the next is asked for.
        foreach (var line in ReadLines(input, output.Flush))
        {
            output.Write(RunLine(line, limits, work).Span);
            output.Write("\n"u8);
        }
        return ExitCode.Done;
    }

    /// <summary>The lines as bytes, without those that are blank: what is not UTF-8 must be refused, not replaced.</summary>
    private static IEnumerable<byte[]> ReadLines(Stream input, Action beforeRead)
    {
        var line = new ArrayBufferWriter<byte>();
        var chunk = new byte[1 << 16];
        while (Read() is var read and > 0)
        {
            var rest = chunk.AsMemory(0, read);
            for (var end = rest.Span.IndexOf((byte)'\n'); end >= 0; end = rest.Span.IndexOf((byte)'\n'))
            {
                line.Write(rest.Span[..end]);
                if (!IsBlank(line.WrittenSpan)) yield return line.WrittenSpan.ToArray();
                line.ResetWrittenCount();
                rest = rest[(end + 1)..];
            }
            line.Write(rest.Span);
        }
        if (!IsBlank(line.WrittenSpan)) yield return line.WrittenSpan.ToArray();

        int Read()
        {
            beforeRead();
            return input.Read(chunk);
        }
    }

    private static bool IsBlank(ReadOnlySpan<byte> line) => !line.ContainsAnyExcept(" \t\r"u8);

    private static ReadOnlyMemory<byte> RunLine(byte[] line, JsonLimits limits, Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> work)
    {
        try
        {
            JsonIndex.Parse(line, new JsonLimits { MaxDepth = Math.Min(limits.MaxDepth + 1, JsonLimits.DeepestAllowed) });
            var (first, second) = Split(line);
            return work(first, second);
        }
        catch (Exception e) when (e is JsonFormatException or PatchException or CommandInputException)
        {
            return Describe(e);
        }
    }

    private static (ReadOnlyMemory<byte> First, ReadOnlyMemory<byte> Second) Split(byte[] line)
    {
        var reader = new Utf8JsonReader(line, new JsonReaderOptions { MaxDepth = JsonLimits.DeepestAllowed });
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray) throw new CommandInputException("A line is an array of two values");
        var values = new List<ReadOnlyMemory<byte>>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            values.Add(line.AsMemory(start, (int)reader.BytesConsumed - start));
        }
        return values.Count == 2 ? (values[0], values[1]) : throw new CommandInputException($"A line is an array of two values; this one has {values.Count}");
    }

    private static byte[] Describe(Exception e)
    {
        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            writer.WriteString("error", e.Message);
            if (e is JsonFormatException { Offset: var offset }) writer.WriteNumber("offset", offset);
            if (e is PatchException { Index: >= 0 and var index }) writer.WriteNumber("index", index);
            if (e is PatchException { Pointer: { } pointer }) writer.WriteString("pointer", pointer);
            writer.WriteEndObject();
        }
        return text.ToArray();
    }
}
