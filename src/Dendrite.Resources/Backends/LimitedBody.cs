using System.Buffers;

namespace Dendrite.Resources;

/// <summary>Reads a body into one array and gives up as soon as it is too large, whatever the sender declared.</summary>
internal static class LimitedBody
{
    private const int FirstBuffer = 16 * 1024;

    /// <summary>The whole body; null where it is longer than the limit.</summary>
    /// <param name="body">The body.</param>
    /// <param name="limit">The most bytes to accept.</param>
    /// <param name="declared">The declared length, a hint only: with compression it says nothing of what will be read.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public static async Task<byte[]?> ReadAsync(Stream body, long limit, long? declared, CancellationToken cancellationToken)
    {
        var first = (int)Math.Min(Math.Max(FirstBuffer, (declared ?? 0) + 1), limit + 1);
        var buffer = ArrayPool<byte>.Shared.Rent(first);
        var length = 0;
        try
        {
            while (true)
            {
                var read = await body.ReadAsync(buffer.AsMemory(length), cancellationToken);
                if (read == 0) return buffer.AsSpan(0, length).ToArray();
                length += read;
                if (length > limit) return null;
                if (length < buffer.Length) continue;
                var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(buffer.Length * 2L, Array.MaxLength));
                buffer.AsSpan(0, length).CopyTo(larger);
                ArrayPool<byte>.Shared.Return(buffer);
                buffer = larger;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
