using System.Buffers;
using System.Text;

namespace Dendrite.Protocol;

/// <summary>
/// One JSON value as immutable UTF-8 bytes: how documents and updates travel. Nobody parses it on the way, and all who
/// hold it share the same bytes.
/// </summary>
public sealed class Utf8Json : IEquatable<Utf8Json>
{
    /// <summary>Holds bytes that are JSON and that nobody changes from now on; neither is checked.</summary>
    public Utf8Json(ReadOnlyMemory<byte> memory) => Memory = memory;

    /// <summary>The bytes.</summary>
    public ReadOnlyMemory<byte> Memory { get; }

    /// <summary>The number of bytes.</summary>
    public int Length => Memory.Length;

    /// <summary>Holds the UTF-8 form of JSON text.</summary>
    public static Utf8Json FromText(string text) => new(Encoding.UTF8.GetBytes(text));

    /// <summary>
    /// Writes the value without line breaks. JSON has them only between tokens, so they and the indentation after them go and
    /// nothing else changes.
    /// </summary>
    public void WriteOneLine(IBufferWriter<byte> writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        var rest = Memory.Span;
        while (rest.IndexOfAny((byte)'\n', (byte)'\r') is var end and >= 0)
        {
            writer.Write(rest[..end]);
            rest = rest[end..].TrimStart(" \t\r\n"u8);
        }
        writer.Write(rest);
    }

    /// <summary>The text of the JSON value.</summary>
    public override string ToString() => Encoding.UTF8.GetString(Memory.Span);

    /// <summary>Equal bytes; two spellings of one value are different.</summary>
    public bool Equals(Utf8Json? other) => other is not null && Memory.Span.SequenceEqual(other.Memory.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Utf8Json);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(Memory.Span);
        return hash.ToHashCode();
    }
}
