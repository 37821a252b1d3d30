namespace Dendrite.Client;

/// <summary>A listening that is started once: a second start, and any use after it was cancelled or ended by its reader, throws with that reason instead of quietly doing something else.</summary>
/// <param name="source">What is listened to.</param>
/// <param name="again">How to listen again, to end a sentence.</param>
internal sealed class SingleUseListening<T>(IAsyncEnumerable<T> source, string again) : IAsyncEnumerable<T>
{
    private int _starts;

    /// <exception cref="InvalidOperationException">It was started before.</exception>
    public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
        Interlocked.Exchange(ref _starts, 1) == 0
            ? new Reader(source.GetAsyncEnumerator(cancellationToken), again)
            : throw new InvalidOperationException($"This listening was started before, and each is used once; {again}.");

    private sealed class Reader(IAsyncEnumerator<T> source, string again) : IAsyncEnumerator<T>
    {
        private string? _over;

        public T Current => source.Current;

        public async ValueTask<bool> MoveNextAsync()
        {
            if (_over is not null) throw new InvalidOperationException($"This listening {_over}; {again}.");
            try
            {
                return await source.MoveNextAsync().ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                _over = "was cancelled";
                throw;
            }
        }

        public ValueTask DisposeAsync()
        {
            _over ??= "was ended by its reader";
            return source.DisposeAsync();
        }
    }
}
