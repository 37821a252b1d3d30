using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Dendrite.Testing;

namespace Dendrite.Resilience.Injection;

/// <summary>Rows 2.19 to 2.26.</summary>
public sealed class InjectionTests
{
    private readonly List<DependencyFailure> _log = [];
    private readonly Injector _injector;

    public InjectionTests() => _injector = new(_log.Add);

    [Fact]
    public void Call_MissingArgument_IsBuiltForItsTargetAndName()
    {
        DependencyRequest? seen = null;
        _injector.Provide("db", request => { seen = request; return "connection"; });
        Assert.Equal("connection/1", _injector.Call<string>((string db, int id) => $"{db}/{id}", new Dictionary<string, object?> { ["id"] = 1 }));
        Assert.Equal(("db", typeof(string)), (seen!.Name, seen.Type));
    }

    [Fact]
    public void Call_NamedFunction_IsTheTargetByItsName()
    {
        var seen = new List<string>();
        _injector.Provide("db", request => { seen.Add(request.Target); return "connection"; });
        Assert.Equal("connection", _injector.Call<string>(LoadPage));
        Assert.Equal("connection", _injector.Call<string>(Load));
        Assert.Equal(["LoadPage", "Load"], seen);
        Assert.StartsWith("'Save' has no 'other'", Assert.Throws<DependencyException>(() => _injector.Call<string>(Save)).Message, StringComparison.Ordinal);

        static string LoadPage(string db) => db;
        static string Save(string other) => other;
    }

    [Fact]
    public void Call_CallersValue_WinsAndNothingIsBuilt()
    {
        var built = 0;
        _injector.Provide("db", _ => ++built);
        Assert.Equal(7, _injector.Call<int>((int db) => db, new Dictionary<string, object?> { ["db"] = 7 }));
        Assert.Equal(0, built);
        Assert.Throws<ArgumentException>(() => _injector.Call<int>((int db) => db, new Dictionary<string, object?> { ["dB"] = 7 }));
    }

    [Fact]
    public void Call_ConstructorFails_FallsBackToTheDefaultAndSaysWhy()
    {
        _injector.Provide("cache", _ => throw new IOException("refused"));
        Assert.Equal("none", _injector.Call<string>((string cache = "none") => cache));
        var failure = Assert.Single(_log);
        Assert.Equal(("cache", "refused", true), (failure.Request.Name, failure.Reason.Message, failure.FellBack));
        Assert.Equal(1, _injector.Failures);
    }

    [Fact]
    public void Call_ConstructorFailsWithoutADefault_IsAClearError()
    {
        var reason = new IOException("refused");
        _injector.Provide("cache", _ => throw reason);
        var error = Assert.Throws<DependencyException>(() => _injector.Call<string>((string cache) => cache));
        Assert.Same(reason, error.InnerException);
        Assert.Contains("has no 'cache': IOException: refused", error.Message, StringComparison.Ordinal);
        Assert.False(Assert.Single(_log).FellBack);
        Assert.Contains("nothing builds it", Assert.Throws<DependencyException>(() => _injector.Call<string>((string other) => other)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Call_MustSucceed_IgnoresTheDefault()
    {
        _injector.Provide("cache", _ => throw new IOException(), mustSucceed: true);
        Assert.Throws<DependencyException>(() => _injector.Call<string>((string cache = "none") => cache));
    }

    [Fact]
    public async Task Call_ThreeDependencies_AreBuiltBesideEachOther()
    {
        using var all = new CountdownEvent(3);
        foreach (var name in new[] { "a", "b", "c" })
        {
            _injector.Provide(name, request =>
            {
                // Each waits until all three have begun: one after the other they would never end.
                all.Signal();
                Assert.True(all.Wait(TimeSpan.FromSeconds(30)), "the constructors did not run beside each other");
                return request.Name;
            });
        }
        Assert.Equal("abc", await _injector.CallAsync<string>((string a, string b, string c) => a + b + c));
    }

    [Fact]
    public async Task Call_AsynchronousFunctionsAndConstructors_AreAwaited()
    {
        var built = new Gate();
        _injector.Provide("n", async (_, _) => { await built.Opened; return 20; });
        Assert.Equal(21, await Gate.ThroughAsync(gate =>
        {
            var called = _injector.CallAsync<int>(async (int n) => { await gate; return n + 1; });
            built.Open();
            return called;
        }));
        Assert.Equal(22, await _injector.CallAsync<int>((int n) => new ValueTask<int>(n + 2)));
        using var source = new CancellationTokenSource();
        Assert.True(await _injector.CallAsync<bool>((CancellationToken token) => token == source.Token, null, source.Token));
        Assert.Equal("own", (await Assert.ThrowsAsync<FormatException>(async () => await _injector.CallAsync<int>(int () => throw new FormatException("own")))).Message);
    }

    [Fact]
    public async Task Populate_AnObject_SetsWhatIsUnsetPerInstance()
    {
        var built = 0;
        _injector.Provide("Clock", _ => $"clock{++built}");
        var (first, second) = (new Page { Title = "kept" }, new Page());
        await _injector.PopulateAsync(first);
        await _injector.PopulateAsync(second);
        Assert.Equal(("clock1", "clock2"), (first.Clock, second.Clock));
        Assert.Equal(("kept", "Title of Page"), (first.Title, second.Title));
        Assert.Null(second.Other);
    }

    [Fact]
    public void Call_ParameterWithAnAttribute_IsBuiltByItAndOrdinaryTypesAreLeftAlone()
    {
        Assert.StartsWith("title of ", _injector.Call<string>(([Named] string title, int n = 3) => title + n), StringComparison.Ordinal);
        Assert.Empty(_log);
        _injector.Provide("title", _ => "by name");
        Assert.Equal("by name", _injector.Call<string>(([Named] string title) => title));
    }

    [Fact]
    public void Call_AttributeThatFails_FallsBackToTheDefaultUnlessItMustSucceed()
    {
        Assert.Equal("none", _injector.Call<string>(([Broken] string cache = "none") => cache));
        var failure = Assert.Single(_log);
        Assert.Equal(("cache", "refused", true), (failure.Request.Name, failure.Reason.Message, failure.FellBack));
        var error = Assert.Throws<DependencyException>(() => _injector.Call<string>(([Broken(MustSucceed = true)] string cache = "none") => cache));
        Assert.Equal("refused", error.InnerException!.Message);
        Assert.False(_log[1].FellBack);
    }

    [Fact]
    public void Log_WithoutOneGiven_IsOneInformationEventOnTheDependenciesChannel()
    {
        var name = $"cache-{Guid.NewGuid()}";
        using var recorder = new TraceRecorder(Injector.DefaultSource);
        var injector = new Injector().Provide("cache", _ => throw new IOException(name));
        Assert.Equal("none", injector.Call<string>((string cache = "none") => cache));
        var record = Assert.Single(recorder.Of(name));
        Assert.Equal(("dependencies", TraceEventType.Information), (record.Source, record.Type));
        Assert.StartsWith("cache of ", record.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Socket_DeadFirstAddress_ConnectsToTheLiveSecond()
    {
        var tried = new List<string>();
        using var live = new Socket(SocketType.Stream, ProtocolType.Tcp);
        var dependency = new SocketDependency("db", 5432, ConnectionProfile.DataCentre)
        {
            Resolve = (_, _) => Task.FromResult(new[] { IPAddress.Parse("10.0.0.1"), IPAddress.Parse("10.0.0.2") }),
            Connect = (end, _) =>
            {
                tried.Add(end.ToString());
                return end.Address.ToString() == "10.0.0.1" ? throw new SocketException(111) : new(live);
            },
        };
        Assert.Same(live, await dependency.ConnectAsync());
        Assert.Equal(["10.0.0.1:5432", "10.0.0.2:5432"], tried);
        _injector.Provide("socket", dependency.ConstructAsync);
        Assert.Same(live, await _injector.CallAsync<Socket>((Socket socket) => socket));
    }

    [Fact]
    public async Task Socket_NoAnswer_TimesOutEachAttemptAndTellsAll()
    {
        var time = new ManualTimeProvider();
        var dependency = new SocketDependency("db", 1, ConnectionProfile.DataCentre with { Attempts = 2 }, time)
        {
            Resolve = (_, _) => Task.FromResult(new[] { IPAddress.Loopback }),
            Connect = async (_, token) => { await Task.Delay(Timeout.InfiniteTimeSpan, time, token); return null!; },
        };
        var running = dependency.ConnectAsync().AsTask();
        for (var i = 0; i < 2; i++)
        {
            await time.WaitForTimerAsync(TimeSpan.FromSeconds(1));
            time.Advance(TimeSpan.FromSeconds(0.2));
        }
        var error = await Assert.ThrowsAsync<AggregateException>(() => running);
        Assert.Equal(2, error.InnerExceptions.Count);
        Assert.All(error.InnerExceptions, e => Assert.IsType<TimeoutException>(e));
    }

    /// <summary>The default connection, and real addresses: nothing listens at the first.</summary>
    [Fact]
    public async Task Socket_ByTcp_ConnectsToTheListenerBehindADeadAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var end = (IPEndPoint)listener.LocalEndpoint;
        var dependency = new SocketDependency("db", end.Port) { Resolve = (_, _) => Task.FromResult(new[] { IPAddress.Parse("127.0.0.2"), IPAddress.Loopback }) };
        using var socket = await dependency.ConnectAsync();
        Assert.Equal(end, socket.RemoteEndPoint);
        using var accepted = await listener.AcceptSocketAsync();
        Assert.Equal(socket.LocalEndPoint, accepted.RemoteEndPoint);
        Assert.Equal(1, await socket.SendAsync(new byte[] { 42 }));
        var heard = new byte[1];
        Assert.Equal(1, await accepted.ReceiveAsync(heard));
        Assert.Equal(42, heard[0]);
    }

    [Fact]
    public async Task Socket_ALaterRound_MaySucceed()
    {
        var tried = new List<string>();
        using var live = new Socket(SocketType.Stream, ProtocolType.Tcp);
        var dependency = new SocketDependency("db", 1, ConnectionProfile.DataCentre with { Attempts = 3 })
        {
            Resolve = (_, _) => Task.FromResult(new[] { IPAddress.Parse("10.0.0.1"), IPAddress.Parse("10.0.0.2") }),
            Connect = (end, _) =>
            {
                tried.Add(end.ToString());
                return tried.Count < 5 ? throw new SocketException(111) : new(live);
            },
        };
        Assert.Same(live, await dependency.ConnectAsync());
        Assert.Equal(["10.0.0.1:1", "10.0.0.2:1", "10.0.0.1:1", "10.0.0.2:1", "10.0.0.1:1"], tried);
    }

    [Fact]
    public async Task Socket_ResolverThatThrows_CostsARound()
    {
        var (asked, unknown) = (0, new SocketException(11001));
        using var live = new Socket(SocketType.Stream, ProtocolType.Tcp);
        var dependency = new SocketDependency("db", 1)
        {
            Resolve = (_, _) => ++asked == 2 ? Task.FromResult(new[] { IPAddress.Loopback }) : Task.FromException<IPAddress[]>(unknown),
            Connect = (_, _) => new(live),
        };
        Assert.Same(live, await dependency.ConnectAsync());
        Assert.Equal(2, asked);
        var error = await Assert.ThrowsAsync<AggregateException>(async () => await dependency.ConnectAsync());
        Assert.Equal([unknown, unknown, unknown], error.InnerExceptions);
    }

    [Fact]
    public void Profiles_HaveTheDocumentedTimes() => Assert.Equal(
        [0.05, 0.05, 0.2, 3],
        new[] { ConnectionProfile.Localhost, ConnectionProfile.LocalNetwork, ConnectionProfile.DataCentre, ConnectionProfile.Internet }.Select(p => p.AttemptTimeout.TotalSeconds));

    private sealed class Page
    {
        public string? Clock { get; set; }

        [Named]
        public string? Title { get; set; }

        public string? Other { get; set; }
    }

    [AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
    private sealed class NamedAttribute : DependencyAttribute
    {
        public override ValueTask<object?> ConstructAsync(DependencyRequest request, CancellationToken cancellationToken) =>
            new($"{request.Name} of {request.Target}");
    }

    [Fact]
    public async Task Call_WhoseLaterDependencyFails_DisposesOfWhatWasBuilt()
    {
        var built = new List<Held>();
        _injector.Provide("first", _ => Add(new Held())).Provide("second", _ => Add(new Held { Throws = true })).Provide("broken", _ => throw new IOException(), mustSucceed: true);
        using var given = new Held();
        await Assert.ThrowsAsync<DependencyException>(async () => await _injector.CallAsync<int>(
            (Held first, Held second, Held own, string broken) => 1, new Dictionary<string, object?> { ["own"] = given }));
        Assert.Equal((2, true, false), (built.Count, built.All(h => h.IsDisposed), given.IsDisposed));

        await Assert.ThrowsAsync<DependencyException>(async () => await _injector.PopulateAsync(new Needy()));
        Assert.Equal((3, true), (built.Count, built.All(h => h.IsDisposed)));

        Assert.Equal(1, await _injector.CallAsync<int>((Held first) => 1));
        Assert.False(built[^1].IsDisposed);

        Held Add(Held held)
        {
            lock (built) built.Add(held);
            return held;
        }
    }

    [Fact]
    public async Task Populate_PropertyOfAValueType_IsSetWhileItIsTheDefault()
    {
        _injector.Provide("Limit", _ => 7).Provide("Name", _ => "built");
        var (unset, set) = (new Numbered(), new Numbered { Limit = 3 });
        await _injector.PopulateAsync(unset);
        await _injector.PopulateAsync(set);
        Assert.Equal((7, 3), (unset.Limit, set.Limit));
    }

    private static string Load(string db) => db;

    [AttributeUsage(AttributeTargets.Parameter)]
    private sealed class BrokenAttribute : DependencyAttribute
    {
        public override ValueTask<object?> ConstructAsync(DependencyRequest request, CancellationToken cancellationToken) => throw new IOException("refused");
    }

    private sealed class Held : IDisposable
    {
        public bool IsDisposed { get; private set; }

        public bool Throws { get; init; }

        public void Dispose()
        {
            IsDisposed = true;
            if (Throws) throw new IOException();
        }
    }

    private sealed class Numbered
    {
        public int Limit { get; set; }
    }

    private sealed class Needy
    {
        public Held? first { get; set; }

        public string? broken { get; set; }
    }
}
