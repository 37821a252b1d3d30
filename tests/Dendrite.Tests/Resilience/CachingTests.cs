using System.ComponentModel.DataAnnotations;
using Dendrite.Testing;

namespace Dendrite.Resilience.Caching;

/// <summary>Rows 2.9 to 2.16.</summary>
public sealed class CachingTests
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public void Memoize_TwoFunctionsOneStoreSameArguments_DoNotCollide()
    {
        var cache = new Cache(time: _time);
        var twice = cache.Memoize((int a) => a * 2);
        var thrice = cache.Memoize((int a) => a * 3);
        Assert.Equal((2, 3, 2, 3), (twice(1), thrice(1), twice(1), thrice(1)));
        Assert.Equal(2, cache.Counts.Computations);
    }

    [Fact]
    public void Key_NamesTypesAndFunctions_AllCount()
    {
        CacheKey[] keys =
        [
            new("f", ("a", 1)), new("f", ("b", 1)), new("g", ("a", 1)), new("f", ("a", "1")), new("f", ("a", 1L)), new("f", ("a", null)),
            new("f"), new("f", ("a", 1), ("b", 1)), new("f", ("a", "1, b: 1")), new("f(a: 1)"),
        ];
        Assert.Equal(keys.Length, keys.Distinct().Count());
        Assert.Equal(new CacheKey("f", ("a", 1)), new CacheKey("f", ("a", 1)));
        Assert.Throws<ArgumentException>(() => new CacheKey("f", ("a", new[] { 1 })));
    }

    [Fact]
    public void Memoize_ChosenArguments_AreTheKey()
    {
        var cache = new Cache(time: _time);
        var calls = 0;
        var price = cache.Memoize((string item, string trace) => $"{item} {++calls} {trace}", "price", ["item"]);
        Assert.Equal("tea 1 x", price("tea", "x"));
        Assert.Equal("tea 1 x", price("tea", "y"));
        Assert.Throws<ArgumentException>(() => cache.Memoize((int a) => a, "f", ["b"]));
    }

    [Fact]
    public void Memoize_ChosenArgumentThatIsNotTheFirst_IsTheKey()
    {
        var cache = new Cache(time: _time);
        var calls = 0;
        var price = cache.Memoize((string trace, string item) => $"{item} {++calls} {trace}", "price", ["item"]);
        Assert.Equal("tea 1 x", price("x", "tea"));
        Assert.Equal("tea 1 x", price("y", "tea"));
        Assert.Equal("milk 2 x", price("x", "milk"));
    }

    [Fact]
    public void Memoize_TwoArguments_AllCountEachInItsPlace()
    {
        var cache = new Cache(time: _time);
        var f = cache.Memoize((int? a, int? b) => $"{a}-{b}");
        Assert.Equal(["1-2", "2-1", "1-", "-1", "-"], new (int?, int?)[] { (1, 2), (2, 1), (1, null), (null, 1), (null, null) }.Select(p => f(p.Item1, p.Item2)));
        Assert.Equal("2-1", f(2, 1));
        Assert.Equal(5, cache.Counts.Computations);
    }

    [Fact]
    public void Memoize_ThreeArguments_AllCountEachInItsPlace()
    {
        var cache = new Cache(time: _time);
        var f = cache.Memoize((int a, string? b, int c) => $"{a}-{b}-{c}");
        Assert.Equal(["1-x-2", "2-x-1", "1-x-3", "1-y-2", "1--2"], new[] { (1, "x", 2), (2, "x", 1), (1, "x", 3), (1, "y", 2), (1, null, 2) }.Select(p => f(p.Item1, p.Item2, p.Item3)));
        Assert.Equal("1-x-3", f(1, "x", 3));
        Assert.Equal(5, cache.Counts.Computations);
    }

    [Fact]
    public async Task MemoizeAsync_TwoArguments_AllCountEachInItsPlaceAndTheTokenDoesNot()
    {
        var cache = new Cache(time: _time);
        using var source = new CancellationTokenSource();
        var f = cache.MemoizeAsync((int? a, int? b, CancellationToken _) => new ValueTask<string>($"{a}-{b}"));
        Assert.Equal(("1-2", "2-1", "1-", "-1"), (await f(1, 2, default), await f(2, 1, default), await f(1, null, default), await f(null, 1, default)));
        Assert.Equal("1-2", await f(1, 2, source.Token));
        Assert.Equal(4, cache.Counts.Computations);
    }

    [Fact]
    public async Task Memoize_Asynchronous_RemembersToo()
    {
        var cache = new Cache(time: _time);
        var calls = 0;
        var gate = new Gate();
        var load = cache.MemoizeAsync(async (int id, CancellationToken token) => { await gate.Opened; return id + ++calls; });
        var (first, same) = (load(10, default).AsTask(), load(10, default).AsTask());
        Assert.False(first.IsCompleted || same.IsCompleted);
        gate.Open();
        Assert.Equal((11, 11, 11, 22), (await first, await same, await load(10, default), await load(20, default)));
    }

    [Fact]
    public void StaticLifetime_Over_ComputesAnew()
    {
        var cache = new Cache(new() { Lifetime = TimeSpan.FromSeconds(10) }, time: _time);
        var next = Counter(cache);
        Assert.Equal(1, next());
        _time.Advance(TimeSpan.FromSeconds(9.999));
        Assert.Equal(1, next());
        _time.Advance(TimeSpan.FromSeconds(0.001));
        Assert.Equal(2, next());
    }

    [Fact]
    public void NoLifetime_KeepsForEver()
    {
        var next = Counter(new Cache(time: _time));
        Assert.Equal(1, next());
        _time.Advance(TimeSpan.FromDays(10_000));
        Assert.Equal(1, next());
    }

    [Theory]
    [InlineData(1, 0.3)]
    [InlineData(2, 0.09)]
    [InlineData(3, 0.027)]
    public void EarlyExpiry_ByPower_FollowsItsChance(double exponent, double chance)
    {
        var random = new Random(42);
        var policy = exponent == 1 ? ExpiryPolicy.Linear : ExpiryPolicy.Exponential(exponent);
        var now = _time.GetUtcNow();
        var entry = new CacheEntry(1, now, now.AddSeconds(100), null, TimeSpan.Zero);
        AssertChance(chance, 20_000, () => policy.ShouldRecompute(entry, now.AddSeconds(30), random.NextDouble()));
        Assert.False(policy.ShouldRecompute(entry, now, 0));
        Assert.True(policy.ShouldRecompute(entry, now.AddSeconds(100), 0.999999));
    }

    [Fact]
    public void ExponentialExpiry_WithoutAnExponent_GoesByTheSquare()
    {
        var now = _time.GetUtcNow();
        var entry = new CacheEntry(1, now, now.AddSeconds(100), null, TimeSpan.Zero);
        Assert.True(ExpiryPolicy.Exponential().ShouldRecompute(entry, now.AddSeconds(30), 0.0899));
        Assert.False(ExpiryPolicy.Exponential().ShouldRecompute(entry, now.AddSeconds(30), 0.0901));
    }

    [Fact]
    public async Task EarlyExpiry_InACache_OneReaderComputesAndTheOthersGetTheOldValueAtOnce()
    {
        foreach (var policy in new[] { ExpiryPolicy.Linear, ExpiryPolicy.Exponential() })
        {
            var cache = new Cache(new() { Lifetime = TimeSpan.FromSeconds(10), Expiry = policy, Randomizer = () => 0 }, time: _time);
            var key = new CacheKey("f");
            await cache.GetAsync(key, _ => new ValueTask<int>(1));
            _time.Advance(TimeSpan.FromSeconds(1));
            var gate = new TaskCompletionSource<int>();
            var computing = cache.GetAsync(key, _ => new ValueTask<int>(gate.Task)).AsTask();
            Assert.False(computing.IsCompleted);
            var other = cache.GetAsync<int>(key, _ => throw new InvalidOperationException("a second computation"));
            Assert.True(other.IsCompleted, "The second reader waits.");
            Assert.Equal(1, await other);
            gate.SetResult(2);
            Assert.Equal(2, await computing);
            Assert.Equal(new(Hits: 1, Stale: 0, Misses: 2, Computations: 2, EarlyComputations: 1, Failures: 0), cache.Counts);
        }
    }

    /// <summary>The oracle of the paper: at a gap g before expiry, one read recomputes with a chance of e^(−g/(βΔ)).</summary>
    [Theory]
    [InlineData(1, 1, 0.5)]
    [InlineData(1, 1, 1)]
    [InlineData(1, 1, 2)]
    [InlineData(2, 1, 2)]
    [InlineData(0.5, 4, 3)]
    [InlineData(1, 0.4, 0.8)]
    public void XFetch_AtAGap_RecomputesWithThePapersChance(double beta, double delta, double gap)
    {
        var random = new Random(7);
        var policy = ExpiryPolicy.XFetch(beta);
        var now = _time.GetUtcNow();
        var entry = new CacheEntry(1, now, now.AddSeconds(100), null, TimeSpan.FromSeconds(delta));
        AssertChance(Math.Exp(-gap / (beta * delta)), 20_000, () => policy.ShouldRecompute(entry, now.AddSeconds(100 - gap), random.NextDouble()));
    }

    [Fact]
    public void XFetch_AtTheEdges_IsDefined()
    {
        var now = _time.GetUtcNow();
        var entry = new CacheEntry(1, now, now.AddSeconds(10), null, TimeSpan.FromSeconds(0.4));
        Assert.False(ExpiryPolicy.XFetch().ShouldRecompute(entry, now, 0));
        Assert.True(ExpiryPolicy.XFetch().ShouldRecompute(entry, now.AddSeconds(10), 0));
        // A widely copied table says 4 % for Δ = 0.4 s at a gap of 10 s; it is e^−25.
        Assert.False(ExpiryPolicy.XFetch().ShouldRecompute(entry, now, 0.999_999));
        Assert.False(ExpiryPolicy.XFetch().ShouldRecompute(entry with { ExpiresAt = null }, now, 0.999));
        Assert.Throws<ArgumentOutOfRangeException>(() => ExpiryPolicy.XFetch(0));
    }

    [Fact]
    public async Task XFetch_InACache_StoresHowLongTheComputationTook()
    {
        var store = new MemoryCacheStore(time: _time);
        var cache = new Cache(new() { Lifetime = TimeSpan.FromSeconds(10), Expiry = ExpiryPolicy.XFetch(), Randomizer = () => 0.5 }, store, _time);
        var key = new CacheKey("f");
        await cache.GetAsync(key, _ => { _time.Advance(TimeSpan.FromSeconds(2)); return new ValueTask<int>(1); });
        Assert.True(store.TryGet(key, out var entry));
        Assert.Equal(2, entry.ComputeTime.TotalSeconds, 3);
        // With a draw of ½ it is ahead by 2·ln 2 = 1.39 s.
        _time.Advance(TimeSpan.FromSeconds(8.5));
        Assert.Equal(1, await cache.GetAsync(key, _ => new ValueTask<int>(2)));
        _time.Advance(TimeSpan.FromSeconds(0.2));
        Assert.Equal(2, await cache.GetAsync(key, _ => new ValueTask<int>(2)));
        Assert.Equal(1, cache.Counts.EarlyComputations);
    }

    [Fact]
    public void LifetimeFunction_TrueRecomputesFalseKeeps()
    {
        var answer = false;
        var asked = new List<DateTimeOffset?>();
        var options = new CacheOptions
        {
            NextExpiry = now => now.AddSeconds(3),
            Expiry = ExpiryPolicy.By(expiry => { asked.Add(expiry); return answer; }),
        };
        var next = Counter(new Cache(options, time: _time));
        var stored = _time.GetUtcNow();
        Assert.Equal(1, next());
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(1, next());
        answer = true;
        Assert.Equal(2, next());
        Assert.Equal(stored.AddSeconds(3), asked[0]);
    }

    [Fact]
    public async Task ColdStart_FiftyThreads_ComputeOnce()
    {
        var cache = new Cache();
        var calls = 0;
        using var gate = new ManualResetEventSlim();
        var key = new CacheKey("f");
        var readers = Enumerable.Range(0, 50).Select(_ => Task.Factory.StartNew(() => cache.Get(key, () => { gate.Wait(); return Interlocked.Increment(ref calls); }), default, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();
        await Eventually.HoldsAsync(() => Task.FromResult(cache.Counts.Misses == 50), "all readers wait");
        gate.Set();
        Assert.All(await Task.WhenAll(readers), value => Assert.Equal(1, value));
        Assert.Equal(1, calls);
    }

    [Fact]
    public async Task Expiry_ThousandCallers_ComputeOnce()
    {
        var cache = new Cache(new() { Lifetime = TimeSpan.FromSeconds(1) }, time: _time);
        var key = new CacheKey("f");
        await cache.GetAsync(key, _ => new ValueTask<int>(1));
        _time.Advance(TimeSpan.FromSeconds(1));
        var gate = new TaskCompletionSource<int>();
        var calls = 0;
        var callers = Enumerable.Range(0, 1000).Select(_ => cache.GetAsync(key, _ => { calls++; return new ValueTask<int>(gate.Task); }).AsTask()).ToArray();
        gate.SetResult(2);
        Assert.All(await Task.WhenAll(callers), value => Assert.Equal(2, value));
        Assert.Equal(1, calls);
        Assert.Equal(2, cache.Counts.Computations);
    }

    [Fact]
    public async Task StaleWhileComputing_TheOthersGetTheOldValue()
    {
        var cache = new Cache(new() { Lifetime = TimeSpan.FromSeconds(1), StaleWhileComputing = TimeSpan.FromSeconds(5) }, time: _time);
        var key = new CacheKey("f");
        await cache.GetAsync(key, _ => new ValueTask<int>(1));
        _time.Advance(TimeSpan.FromSeconds(2));
        var gate = new TaskCompletionSource<int>();
        var computing = cache.GetAsync(key, _ => new ValueTask<int>(gate.Task)).AsTask();
        Assert.Equal(1, await cache.GetAsync<int>(key, _ => throw new InvalidOperationException("a second computation")));
        _time.Advance(TimeSpan.FromSeconds(5));
        var tooOld = cache.GetAsync<int>(key, _ => throw new InvalidOperationException("a second computation")).AsTask();
        Assert.False(tooOld.IsCompleted);
        gate.SetResult(2);
        Assert.Equal((2, 2), (await computing, await tooOld));
        Assert.Equal(1, cache.Counts.Stale);
    }

    [Fact]
    public async Task StaleOnError_OldValueUntilItsGraceIsOver()
    {
        var cache = new Cache(new() { Lifetime = TimeSpan.FromSeconds(1), StaleOnError = TimeSpan.FromSeconds(5) }, time: _time);
        var key = new CacheKey("f");
        await cache.GetAsync(key, _ => new ValueTask<int>(1));
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(1, await cache.GetAsync<int>(key, _ => throw new IOException()));
        _time.Advance(TimeSpan.FromSeconds(5));
        await Assert.ThrowsAsync<IOException>(async () => await cache.GetAsync<int>(key, _ => throw new IOException()));
        Assert.Equal((2, 1), (cache.Counts.Failures, cache.Counts.Stale));
    }

    [Fact]
    public async Task Cancellation_OfOneWaiter_LeavesTheComputationToTheOthers()
    {
        var cache = new Cache(time: _time);
        var key = new CacheKey("f");
        var gate = new TaskCompletionSource<int>();
        var token = default(CancellationToken);
        using var source = new CancellationTokenSource();
        var first = cache.GetAsync(key, t => { token = t; return new ValueTask<int>(gate.Task); }, source.Token).AsTask();
        var second = cache.GetAsync<int>(key, _ => throw new InvalidOperationException()).AsTask();
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.False(token.IsCancellationRequested);
        gate.SetResult(1);
        Assert.Equal(1, await second);
    }

    [Fact]
    public async Task Cancellation_OfAllWaiters_CancelsTheComputation()
    {
        var cache = new Cache(time: _time);
        var key = new CacheKey("f");
        var token = default(CancellationToken);
        using var source = new CancellationTokenSource();
        var gate = new TaskCompletionSource<int>();
        var only = cache.GetAsync(key, t => { token = t; return new ValueTask<int>(gate.Task); }, source.Token).AsTask();
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => only);
        Assert.True(token.IsCancellationRequested);
        Assert.Equal(5, await cache.GetAsync(key, _ => new ValueTask<int>(5)));
    }

    [Fact]
    public void Store_OfYourOwn_IsUsed()
    {
        var store = new DictionaryStore();
        var cache = new Cache(null, store, _time);
        Assert.Equal(1, cache.Get(new CacheKey("f"), () => 1));
        Assert.Equal(1, store.Entries[new CacheKey("f")].Value);
        Assert.True(cache.Remove(new CacheKey("f")));
        Assert.Equal(2, cache.Get(new CacheKey("f"), () => 2));
    }

    /// <summary>A value is kept for the longer of the two times in which it may still be shown.</summary>
    [Theory]
    [InlineData(5, 20, 30.0)]
    [InlineData(20, 5, 30.0)]
    [InlineData(0, 0, 10.0)]
    public void Entry_OfACache_IsKeptForAsLongAsItMayBeShown(int onError, int whileComputing, double kept)
    {
        var store = new DictionaryStore();
        var options = new CacheOptions { Lifetime = TimeSpan.FromSeconds(10), StaleOnError = TimeSpan.FromSeconds(onError), StaleWhileComputing = TimeSpan.FromSeconds(whileComputing) };
        new Cache(options, store, _time).Get(new CacheKey("f"), () => 1);
        var entry = store.Entries[new CacheKey("f")];
        Assert.Equal((_time.GetUtcNow().AddSeconds(10), _time.GetUtcNow().AddSeconds(kept)), (entry.ExpiresAt, entry.KeepUntil));
    }

    [Fact]
    public void Entry_WithoutALifetimeOrJudgedByAFunction_IsKeptForEver()
    {
        foreach (var options in new[] { new CacheOptions(), new() { Lifetime = TimeSpan.FromSeconds(10), Expiry = ExpiryPolicy.By(_ => false) } })
        {
            var store = new DictionaryStore();
            new Cache(options, store, _time).Get(new CacheKey("f"), () => 1);
            Assert.Null(Assert.Single(store.Entries).Value.KeepUntil);
        }
    }

    [Fact]
    public void MemoryStore_Full_DropsWhatIsPastItsTimeBeforeTheLongestUnused()
    {
        var store = new MemoryCacheStore(2, _time);
        var living = new CacheEntry(1, _time.GetUtcNow(), null, null, TimeSpan.Zero);
        store.Set(new("living"), living);
        store.Set(new("old"), living with { KeepUntil = _time.GetUtcNow().AddSeconds(1) });
        _time.Advance(TimeSpan.FromSeconds(1));
        store.Set(new("new"), living);
        Assert.True(store.TryGet(new("living"), out _));
        Assert.True(store.TryGet(new("new"), out _));
        Assert.Equal((2, 1L), (store.Count, store.Evicted));
    }

    [Fact]
    public void MemoryStore_Full_DropsTheLongestUnusedAndCounts()
    {
        var store = new MemoryCacheStore(2, _time);
        var entry = new CacheEntry(1, _time.GetUtcNow(), null, null, TimeSpan.Zero);
        store.Set(new("a"), entry);
        store.Set(new("b"), entry);
        store.TryGet(new("a"), out _);
        store.Set(new("c"), entry);
        Assert.True(store.TryGet(new("a"), out _));
        Assert.False(store.TryGet(new("b"), out _));
        Assert.Equal((2, 1L), (store.Count, store.Evicted));
    }

    [Fact]
    public void MemoryStore_EntryPastItsTime_IsDropped()
    {
        var store = new MemoryCacheStore(time: _time);
        store.Set(new("a"), new(1, _time.GetUtcNow(), null, _time.GetUtcNow().AddSeconds(1), TimeSpan.Zero));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(store.TryGet(new("a"), out _));
        Assert.Equal(0, store.Count);
    }

    [Fact]
    public void Options_OutOfRange_AreAllListed()
    {
        var error = Assert.Throws<ValidationException>(() => new Cache(new() { Lifetime = TimeSpan.Zero, StaleOnError = TimeSpan.FromSeconds(-1) }));
        Assert.All(["Lifetime", "StaleOnError"], name => Assert.Contains(name, error.Message, StringComparison.Ordinal));
    }

    private static Func<int> Counter(Cache cache)
    {
        var calls = 0;
        return cache.Memoize(() => ++calls);
    }

    /// <summary>The share of successes lies within the 99 % band of a binomial of this chance (normal approximation, 2.576 deviations).</summary>
    private static void AssertChance(double chance, int trials, Func<bool> trial)
    {
        var hits = Enumerable.Range(0, trials).Count(_ => trial());
        var band = 2.576 * Math.Sqrt(chance * (1 - chance) / trials);
        Assert.InRange((double)hits / trials, chance - band, chance + band);
    }

    private sealed class DictionaryStore : ICacheStore
    {
        public Dictionary<CacheKey, CacheEntry> Entries { get; } = [];

        public bool TryGet(CacheKey key, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out CacheEntry? entry) => Entries.TryGetValue(key, out entry);

        public void Set(CacheKey key, CacheEntry entry) => Entries[key] = entry;

        public bool Remove(CacheKey key) => Entries.Remove(key);
    }
}
