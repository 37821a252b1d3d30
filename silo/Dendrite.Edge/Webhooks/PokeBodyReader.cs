using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace Dendrite.Edge.Webhooks;

/// <summary>Reads the body of an event in whole, for its signature is over every byte: no more than is allowed, and no longer.</summary>
internal static class PokeBodyReader
{
    /// <summary>How long a body may take to come.</summary>
    public static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(10);

    private const int Piece = 16 * 1024;

    /// <summary>The body; null where it is longer than the limit.</summary>
    /// <exception cref="TimeoutException">It did not come in time.</exception>
    public static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpRequest request, long limit, TimeProvider clock)
    {
        if (request.ContentLength > limit) return null;
        using var late = new CancellationTokenSource(TimeLimit, clock);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(late.Token, request.HttpContext.RequestAborted);
        // It grows with what comes, not with what is announced.
        var body = new ArrayBufferWriter<byte>();
        try
        {
            while (await request.Body.ReadAsync(body.GetMemory(Piece), ending.Token) is var read and > 0)
            {
                body.Advance(read);
                if (body.WrittenCount > limit) return null;
            }
            return body.WrittenMemory;
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !request.HttpContext.RequestAborted.IsCancellationRequested)
        {
            throw new TimeoutException();
        }
    }
}
