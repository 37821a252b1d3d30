using System.Diagnostics.CodeAnalysis;
using Dendrite.Testing;

namespace Dendrite.Resilience.Caching;

/// <summary>A store that throws, and computations that would wait for themselves: neither may leave a key hanging.</summary>
public sealed class CachingFailureTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private readonly ManualTimeProvider _time = new();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Store_ThatThrows_CostsTheRememberingNotTheAnswer(int failingCall)
    {
        // The first look, the second look after the flight has begun, and the writing.
        var store = new Faulty { FailingCall = failingCall };
        var cache = new Cache(null, store, _time);
        var key = new CacheKey("f");
        Assert.Equal(1, await cache.GetAsync(key, _ => new ValueTask<int>(1)).AsTask().WaitAsync(Limit));
        Assert.Equal((1L, 0L), (cache.Counts.StoreFailures, cache.Counts.Failures));
        Assert.Equal(failingCall == 3 ? 2 : 1, await cache.GetAsync(key, _ => new ValueTask<int>(2)).AsTask().WaitAsync(Limit));
    }

    [Fact]
    public async Task SecondLook_FindsWhatAnotherHasJustStored_AndComputesNothing()
    {
        var key = new CacheKey("f");
        var now = _time.GetUtcNow();
        var store = new Faulty { OnCall = (number, inner) => { if (number == 2) inner.Set(key, new CacheEntry(7, now, null, null, TimeSpan.Zero)); } };
        var cache = new Cache(null, store, _time);
        Assert.Equal(7, await cache.GetAsync<int>(key, _ => throw new InvalidOperationException("computed")).AsTask().WaitAsync(Limit));
        Assert.Equal((0L, 1L), (cache.Counts.Computations, cache.Counts.Hits));
    }

    [Fact]
    public async Task Computation_ThatAsksForItsOwnKey_FailsWithTheWay()
    {
        var cache = new Cache(time: _time);
        var key = new CacheKey("f", ("n", 1));
        ValueTask<int> Ask(CancellationToken token) => cache.GetAsync(key, Ask, token);
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => cache.GetAsync(key, Ask).AsTask().WaitAsync(Limit));
        Assert.Equal("The computation of f(n: 1) waits for itself: f(n: 1) → f(n: 1).", error.Message);
        Assert.Equal(5, await cache.GetAsync(key, _ => new ValueTask<int>(5)));
    }

    [Fact]
    public async Task Computations_InACircle_FailWithTheWay()
    {
        var cache = new Cache(time: _time);
        ValueTask<int> Ask(int n) => cache.GetAsync(new CacheKey("f", ("n", n)), _ => Ask((n + 1) % 3));
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => Ask(0).AsTask().WaitAsync(Limit));
        Assert.Equal("The computation of f(n: 0) waits for itself: f(n: 0) → f(n: 1) → f(n: 2) → f(n: 0).", error.Message);
    }

    [Fact]
    public async Task Computations_OfTwoFlowsThatMeet_FailInsteadOfWaitingForEachOther()
    {
        var cache = new Cache(time: _time);
        var (a, b) = (new CacheKey("a"), new CacheKey("b"));
        var gate = new Gate();
        var first = cache.GetAsync(a, async token => { await gate.Opened; return await cache.GetAsync(b, _ => new ValueTask<int>(1), token); }).AsTask();
        var second = cache.GetAsync(b, async token => { await gate.Opened; return await cache.GetAsync(a, _ => new ValueTask<int>(2), token); }).AsTask();
        gate.Open();
        await Assert.ThrowsAsync<InvalidOperationException>(() => first.WaitAsync(Limit));
        await Assert.ThrowsAsync<InvalidOperationException>(() => second.WaitAsync(Limit));
    }

    /// <summary>Who no longer waits is in nobody's way: what it had waited for may ask for it.</summary>
    [Fact]
    public async Task Computation_ThatGaveUpWaiting_IsNoPartOfACircle()
    {
        var cache = new Cache(time: _time);
        var (a, b) = (new CacheKey("a"), new CacheKey("b"));
        var (gaveUp, asked) = (new Gate(), new Gate());
        using var patience = new CancellationTokenSource();
        var second = cache.GetAsync(b, async token =>
        {
            await gaveUp.Opened;
            var other = cache.GetAsync(a, _ => new ValueTask<int>(0), token).AsTask();
            asked.Open();
            return 10 + await other;
        }).AsTask();
        var first = cache.GetAsync(a, async _ =>
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cache.GetAsync(b, _ => new ValueTask<int>(0), patience.Token).AsTask());
            gaveUp.Open();
            await asked.Opened;
            return 1;
        }).AsTask();
        await patience.CancelAsync();
        Assert.Equal((1, 11), (await first.WaitAsync(Limit), await second.WaitAsync(Limit)));
    }

    [Fact]
    public async Task Computation_ThatAsksForOtherKeys_IsFreeToDoSo()
    {
        var cache = new Cache(time: _time);
        ValueTask<long> Fibonacci(int n) => cache.GetAsync(new CacheKey("fibonacci", ("n", n)), async _ =>
        {
            if (n < 2) return n;
            var both = await Task.WhenAll(Fibonacci(n - 1).AsTask(), Fibonacci(n - 2).AsTask());
            return both.Sum();
        });
        Assert.Equal(6765, await Fibonacci(20).AsTask().WaitAsync(Limit));
        Assert.Equal(21, cache.Counts.Computations);
    }

    private sealed class Faulty : ICacheStore
    {
        private readonly MemoryCacheStore _inner = new();
        private int _calls;

        public int FailingCall { get; init; }

        public Action<int, ICacheStore>? OnCall { get; init; }

        public bool TryGet(CacheKey key, [NotNullWhen(true)] out CacheEntry? entry)
        {
            Count();
            return _inner.TryGet(key, out entry);
        }

        public void Set(CacheKey key, CacheEntry entry)
        {
            Count();
            _inner.Set(key, entry);
        }

        public bool Remove(CacheKey key) => _inner.Remove(key);

        private void Count()
        {
            var number = ++_calls;
            OnCall?.Invoke(number, _inner);
            if (number == FailingCall) throw new IOException("the store is away");
        }
    }
}
