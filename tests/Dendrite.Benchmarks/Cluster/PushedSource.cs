using System.Globalization;
using System.Text;
using Dendrite.Resources;

namespace Dendrite.Benchmarks.Cluster;

/// <summary>A source that says at once that its one document has changed, so that no interval of polling counts.</summary>
internal sealed class PushedSource : IResourceSources, IResourceSource
{
    private int _number;
    private Action? _poke;

    public void Change()
    {
        Interlocked.Increment(ref _number);
        Volatile.Read(ref _poke)?.Invoke();
    }

    public IResourceSource GetSource(string backend) => this;

    public Task<PollOutcome> AskAsync(PollRequest request, CancellationToken cancellationToken) => Task.FromResult<PollOutcome>(new PollOutcome.Answered(
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""{"n":{{Volatile.Read(ref _number)}},"text":"which stays as it is, so that the patch is smaller than the document"}""")),
        new Validators(null, null), TimeSpan.Zero));

    public IDisposable Watch(string path, string query, Action poke)
    {
        Volatile.Write(ref _poke, poke);
        return new Ending(this, poke);
    }

    private sealed class Ending(PushedSource source, Action poke) : IDisposable
    {
        public void Dispose() => Interlocked.CompareExchange(ref source._poke, null, poke);
    }
}
