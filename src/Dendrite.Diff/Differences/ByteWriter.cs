using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics;

namespace Dendrite.Diff;

/// <summary>A growing buffer from the pool, which can also be cut back to an earlier length.</summary>
internal sealed class ByteWriter : IDisposable
{
    private byte[] _buffer;

    public ByteWriter(int capacity = 1024) => _buffer = ArrayPool<byte>.Shared.Rent(capacity);

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, Length);

    public void Write(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Room(bytes.Length));
        Length += bytes.Length;
    }

    public void Write(byte one)
    {
        if (Length == _buffer.Length) Grow(1);
        _buffer[Length++] = one;
    }

    public void Write(int number)
    {
        var fits = Utf8Formatter.TryFormat(number, Room(11), out var written);
        Debug.Assert(fits, "Eleven bytes hold every int.");
        Length += written;
    }

    /// <summary>Room for at least so many bytes behind what is written; follow with <see cref="Advance"/>.</summary>
    public Span<byte> Room(int size)
    {
        if (_buffer.Length - Length < size) Grow(size);
        return _buffer.AsSpan(Length);
    }

    public void Advance(int count) => Length += count;

    /// <summary>Takes out what stands from one length to another, and keeps what follows.</summary>
    public void Cut(int from, int to)
    {
        _buffer.AsSpan(to, Length - to).CopyTo(_buffer.AsSpan(from));
        Length -= to - from;
    }

    public void CutTo(int length) => Length = length;

    public byte[] ToArray() => Written.ToArray();

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        Length = 0;
    }

    private void Grow(int size)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(checked(Length + size), (int)Math.Min(2L * _buffer.Length, Array.MaxLength)));
        Written.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
