using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Dendrite.Diff;

/// <summary>
/// Walks a document in the order of RFC 8785 and feeds its canonical form to SHA-256 through a small buffer; the
/// canonical text never exists as a whole.
/// </summary>
internal sealed class CanonicalHasher : IDisposable
{
    private readonly JsonIndex _document;
    private readonly IncrementalHash _sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(4096);
    private int _used;

    private CanonicalHasher(JsonIndex document) => _document = document;

    public static CanonicalHash Compute(JsonIndex document)
    {
        using var hasher = new CanonicalHasher(document);
        hasher.Write(0);
        return hasher.Finish();
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _sha.Dispose();
    }

    private CanonicalHash Finish()
    {
        Flush();
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        _sha.GetHashAndReset(digest);
        return CanonicalHash.FromDigest(digest);
    }

    private void Write(int node)
    {
        switch (_document.Kind(node))
        {
            case (byte)'{':
                WriteObject(node);
                break;
            case (byte)'[':
                WriteArray(node);
                break;
            case (byte)'"':
                WriteString(_document.Content(node));
                break;
            case (byte)'t' or (byte)'f' or (byte)'n':
                Append(_document.Text(node));
                break;
            default:
                WriteNumber(_document.Text(node));
                break;
        }
    }

    private void WriteArray(int node)
    {
        Append((byte)'[');
        var end = _document.Next(node);
        for (var child = node + 1; child < end; child = _document.Next(child))
        {
            if (child > node + 1) Append((byte)',');
            Write(child);
        }
        Append((byte)']');
    }

    private void WriteObject(int node)
    {
        Append((byte)'{');
        var count = _document.CountChildren(node);
        var members = ArrayPool<int>.Shared.Rent(count);
        var next = 0;
        for (var child = node + 1; next < count; child = _document.Next(child)) members[next++] = child;
        members.AsSpan(0, count).Sort((a, b) => CompareNames(_document.Name(a), _document.Name(b)));
        for (var i = 0; i < count; i++)
        {
            if (i > 0) Append((byte)',');
            WriteString(_document.Name(members[i]));
            Append((byte)':');
            Write(members[i]);
        }
        ArrayPool<int>.Shared.Return(members);
        Append((byte)'}');
    }

    /// <summary>Section 3.2.3: names are sorted by their UTF-16 code units, after unescaping.</summary>
    private static int CompareNames(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other)
    {
        if (Ascii.IsValid(one) && Ascii.IsValid(other) && !one.Contains((byte)'\\') && !other.Contains((byte)'\\')) return one.SequenceCompareTo(other);
        return string.CompareOrdinal(StringText.Decode(one), StringText.Decode(other));
    }

    /// <summary>Section 3.2.2.2: only the quote, the backslash and control characters are escaped, the shortest way.</summary>
    private void WriteString(ReadOnlySpan<byte> content)
    {
        Append((byte)'"');
        if (!content.Contains((byte)'\\'))
        {
            Append(content);
        }
        else
        {
            var rented = ArrayPool<byte>.Shared.Rent(content.Length * 2);
            Append(rented.AsSpan(0, StringText.Shorten(content, rented)));
            ArrayPool<byte>.Shared.Return(rented);
        }
        Append((byte)'"');
    }

    private void WriteNumber(ReadOnlySpan<byte> number)
    {
        Span<byte> written = stackalloc byte[EcmaNumber.MaxLength];
        Append(EcmaNumber.TryWrite(number, written, out var length) ? written[..length] : number);
    }

    private void Append(byte one)
    {
        if (_used == _buffer.Length) Flush();
        _buffer[_used++] = one;
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > _buffer.Length - _used)
        {
            Flush();
            if (bytes.Length > _buffer.Length)
            {
                _sha.AppendData(bytes);
                return;
            }
        }
        bytes.CopyTo(_buffer.AsSpan(_used));
        _used += bytes.Length;
    }

    private void Flush()
    {
        _sha.AppendData(_buffer.AsSpan(0, _used));
        _used = 0;
    }
}
