using System.Runtime.CompilerServices;
using Dendrite.Client;

namespace Dendrite.Resources;

/// <summary>Row 1.10: what happens to one who starts a listening twice, or goes on after cancelling it, was "undefined".</summary>
public sealed class SingleUseListeningTests
{
    private readonly SingleUseListening<int> _listening = new(CountAsync(), "listen again");

    [Fact]
    public async Task Start_Again_ThrowsWithThatReason()
    {
        await using (var first = _listening.GetAsyncEnumerator())
            Assert.True(await first.MoveNextAsync());
        var thrown = Assert.Throws<InvalidOperationException>(() => _listening.GetAsyncEnumerator());
        Assert.Equal("This listening was started before, and each is used once; listen again.", thrown.Message);
    }

    [Fact]
    public async Task Use_AfterCancel_ThrowsWithThatReason()
    {
        using var cancelling = new CancellationTokenSource();
        await using var reader = _listening.GetAsyncEnumerator(cancelling.Token);
        Assert.True(await reader.MoveNextAsync());
        await cancelling.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await reader.MoveNextAsync());
        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(async () => await reader.MoveNextAsync());
        Assert.Equal("This listening was cancelled; listen again.", thrown.Message);
    }

    [Fact]
    public async Task Use_AfterDispose_ThrowsWithThatReason_DisposeAgainDoesNot()
    {
        var reader = _listening.GetAsyncEnumerator();
        await reader.DisposeAsync();
        Assert.Contains("ended by its reader", (await Assert.ThrowsAsync<InvalidOperationException>(async () => await reader.MoveNextAsync())).Message, StringComparison.Ordinal);
        await reader.DisposeAsync();
    }

    [Fact]
    public async Task Use_ToItsEnd_EndsAsOften()
    {
        var seen = new List<int>();
        await foreach (var n in _listening) seen.Add(n);
        Assert.Equal([0, 1, 2], seen);
    }

    private static async IAsyncEnumerable<int> CountAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        for (var n = 0; n < 3; n++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return n;
            // An asynchronous iterator has to await something; nothing here depends on when that ends.
            await Task.Yield();
        }
    }
}
