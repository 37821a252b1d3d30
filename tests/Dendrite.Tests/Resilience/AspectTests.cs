using Dendrite.Testing;

namespace Dendrite.Resilience.Aspects;

/// <summary>Rows 2.1 to 2.4.</summary>
public sealed class AspectTests
{
    private readonly JoinPointRegistry _registry = new();

    [Fact]
    public void Advertise_WithoutFilters_LeavesTheCallUnchanged()
    {
        var test = _registry.Advertise("test", ((int A, int B, int C) t) => t.A + t.B + t.C);
        Assert.Empty(test.ArgumentFilters);
        Assert.Empty(test.ResultFilters);
        Assert.Equal(3, test.Invoke((1, 1, 1)));
        Assert.Equal(["test"], _registry.JoinPoints.Select(p => p.Name));
    }

    /// <summary>Dyno's documented example: 2 + 15 + 2.</summary>
    [Fact]
    public void ArgumentFilters_OfTheDocumentedExample_Give19()
    {
        var test = _registry.Advertise("test", ((int A, int B, int C) t) => t.A + t.B + t.C);
        test.ArgumentFilters.Add(t => (t.A + 1, t.B + 1, t.C + 1));
        test.ArgumentFilters.Add(t => t with { B = 15 });
        Assert.Equal(19, test.Invoke((1, 1, 1)));
    }

    [Fact]
    public void ArgumentFilters_RunInTheirOrder()
    {
        var test = _registry.Advertise("test", (string s) => s);
        test.ArgumentFilters.Add(s => s + "a");
        test.ArgumentFilters.Add(s => s + "b");
        test.ArgumentFilters.Insert(0, s => s + "0");
        Assert.Equal("-0ab", test.Invoke("-"));
    }

    [Fact]
    public void ResultFilters_ChangeTheResultInOrder()
    {
        var page = _registry.Advertise("page", (string path) => $"<{path}>");
        page.ArgumentFilters.Add(p => p.ToLowerInvariant());
        page.ResultFilters.Add((path, body) => body + "!");
        page.ResultFilters.Add((path, body) => $"{body} ({path})");
        Assert.Equal("<home>! (home)", page.Invoke("HOME"));
    }

    [Fact]
    public async Task AsynchronousJoinPoint_FiltersBothWays()
    {
        var (filtering, running) = (new Gate(), new Gate());
        var page = _registry.Advertise("page", async (int n, CancellationToken _) => { await running.Opened; return n * 2; });
        page.ArgumentFilters.Add(async (n, _) => { await filtering.Opened; return n + 1; });
        page.ResultFilters.Add((n, r, _) => new(r + n));
        var invoked = page.InvokeAsync(2).AsTask();
        Assert.False(invoked.IsCompleted);
        filtering.Open();
        running.Open();
        Assert.Equal(9, await invoked);
        Assert.Same(page, _registry.GetAsync<int, int>("page"));
    }

    [Fact]
    public void Filters_ReplacedBetweenCalls_ActOnTheNext()
    {
        var test = _registry.Advertise("test", (int n) => n);
        Func<int, int> twice = n => n * 2;
        test.ArgumentFilters.Add(twice);
        Assert.Equal(4, test.Invoke(2));
        test.ArgumentFilters.Replace(n => n + 1, n => n * 10);
        Assert.Equal(30, test.Invoke(2));
        test.ArgumentFilters.Add(twice);
        test.ArgumentFilters.Remove(twice);
        Assert.Equal(30, test.Invoke(2));
        test.ArgumentFilters.Clear();
        Assert.Equal(2, test.Invoke(2));
    }

    [Fact]
    public void Filters_ReplacedDuringACall_LeaveThatCallAlone()
    {
        var test = _registry.Advertise("test", (int n) => n);
        test.ArgumentFilters.Add(n => { test.ArgumentFilters.Clear(); return n + 1; });
        test.ArgumentFilters.Add(n => n + 10);
        Assert.Equal(11, test.Invoke(0));
        Assert.Equal(0, test.Invoke(0));
    }

    [Fact]
    public async Task Filters_AddedByManyThreads_AreAllThere()
    {
        var test = _registry.Advertise("test", (int n) => n);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 100; i++) test.ArgumentFilters.Add(n => n + 1);
        })));
        Assert.Equal(400, test.Invoke(0));
    }

    [Fact]
    public void Advertise_TheSameNameAgain_KeepsTheFilters()
    {
        _registry.Advertise("test", (int n) => n).ArgumentFilters.Add(n => n + 1);
        Assert.Equal(20, _registry.Advertise("test", (int n) => n * 10).Invoke(1));
        Assert.Equal(20, _registry.Get<int, int>("test").Invoke(1));
        Assert.Throws<InvalidOperationException>(() => _registry.Advertise("test", (string s) => s));
        Assert.Throws<InvalidOperationException>(() => _registry.Get<string, string>("test"));
        Assert.Throws<KeyNotFoundException>(() => _registry.Get<int, int>("other"));
    }

    [Fact]
    public void Registry_WithoutOneGiven_IsTheDefaultOne()
    {
        var name = Guid.NewGuid().ToString();
        var point = JoinPointRegistry.Default.Advertise(name, (int n) => n);
        Assert.Same(point, JoinPointRegistry.Default.Get<int, int>(name));
        Assert.Throws<InvalidOperationException>(() => { var full = new JoinPointRegistry(1); full.Advertise("a", (int n) => n); full.Advertise("b", (int n) => n); });
    }
}
