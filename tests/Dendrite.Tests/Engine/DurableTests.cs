using Dendrite.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Streams;

namespace Dendrite.Engine;

/// <summary>What the embedded engine keeps in SQLite, and how it says that it can't. These cases are the embedded engine's own.</summary>
[Trait(EmbeddedOnly.Trait, EmbeddedOnly.Value)]
public sealed class DurableTests : IDisposable
{
    private const string Sqlite = "System.Data.SQLite";
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"dendrite-{Guid.NewGuid():N}.db");
    private readonly ManualTimeProvider _clock = new();

    public void Dispose()
    {
        foreach (var file in Directory.EnumerateFiles(Path.GetTempPath(), Path.GetFileName(_file) + "*")) File.Delete(file);
    }

    [Fact]
    public async Task State_AfterARestart_IsThere()
    {
        for (var i = 1; i <= 3; i++)
        {
            using var host = await StartAsync();
            Assert.Equal(i, await Grains(host).GetGrain<IAccountGrain>("a").AddAsync(1));
            await host.StopAsync();
        }
    }

    [Fact]
    public async Task State_ClearedBeforeARestart_IsGone()
    {
        using (var host = await StartAsync())
        {
            await Grains(host).GetGrain<IAccountGrain>("a").AddAsync(1);
            await Grains(host).GetGrain<IAccountGrain>("a").ClearAsync();
            await host.StopAsync();
        }
        using var again = await StartAsync();
        Assert.Equal((false, false), await Grains(again).GetGrain<IAccountGrain>("a").RecordAsync());
    }

    [Fact]
    public async Task File_Damaged_IsReportedAndLeftAsItIs()
    {
        var damaged = new byte[8192];
        new Random(1).NextBytes(damaged);
        await File.WriteAllBytesAsync(_file, damaged);
        var e = await Assert.ThrowsAsync<OrleansConfigurationException>(() => StartAsync());
        Assert.Contains(_file, e.ToString(), StringComparison.Ordinal);
        Assert.Equal(damaged, await File.ReadAllBytesAsync(_file));
    }

    [Fact]
    public async Task Invariant_OfAnotherDatabase_IsRefusedAndNamesTheOtherEngine()
    {
        var e = await Assert.ThrowsAsync<OrleansConfigurationException>(() => StartAsync(silo => silo.AddAdoNetGrainStorage("store", o => o.Invariant = "Npgsql")));
        Assert.Contains("-p:DendriteEngine=Orleans", e.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void AdoNetClustering_InOneProcess_IsRefused()
    {
        var e = Assert.ThrowsAny<Exception>(() => Host.CreateEmptyApplicationBuilder(null).UseOrleans(silo => silo.UseAdoNetClustering(options => options.Invariant = "Npgsql")));
        Assert.Contains("-p:DendriteEngine=Orleans", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DurableStream_EventsBeforeARestart_AreDeliveredAfterIt()
    {
        using (var host = await StartAsync())
        {
            await Grains(host).GetGrain<IDurableConsumerGrain>("c").SubscribeAsync("s", null);
            await Grains(host).GetGrain<IDurableConsumerGrain>("c").RefuseAsync();
            await Stream(host, "s").OnNextAsync("kept");
            await host.StopAsync();
        }
        using var again = await StartAsync();
        var grain = Grains(again).GetGrain<IDurableConsumerGrain>("c");
        await EventuallyAsync(async () => (await grain.SeenAsync()).Contains("kept"));
    }

    [Fact]
    public async Task DurableStream_FromAToken_IsReplayed()
    {
        using var host = await StartAsync();
        var (first, second) = (Grains(host).GetGrain<IDurableConsumerGrain>("first"), Grains(host).GetGrain<IDurableConsumerGrain>("second"));
        await first.SubscribeAsync("s", null);
        foreach (var text in new[] { "a", "b", "c" }) await Stream(host, "s").OnNextAsync(text);
        await EventuallyAsync(async () => (await first.SeenAsync()).Length == 3);
        await second.SubscribeAsync("s", (await first.TokensAsync())[1]);
        await EventuallyAsync(async () => (await second.SeenAsync()).Length == 2);
        Assert.Equal(["b", "c"], await second.SeenAsync());
    }

    [Fact]
    public async Task DurableStream_Unsubscribed_IsForgotten()
    {
        using var host = await StartAsync();
        var grain = Grains(host).GetGrain<IDurableConsumerGrain>("c");
        await grain.SubscribeAsync("s", null);
        await grain.UnsubscribeAsync("s");
        await Stream(host, "s").OnNextAsync("a");
        Assert.Equal(0, await grain.HandlesAsync("s"));
        Assert.Empty(await grain.SeenAsync());
    }

    /// <summary>Writes that wait together are one transaction: one that can't be written must not take the others along.</summary>
    [Fact]
    public async Task Write_ThatFails_FailsAlone()
    {
        using var host = await StartAsync();
        using (var connection = new Microsoft.Data.Sqlite.SqliteConnection("Data Source=" + _file + ".streams;Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "drop table reminder";
            command.ExecuteNonQuery();
        }
        var reminders = Enumerable.Range(0, 20).Select(i => Grains(host).GetGrain<IReminderGrain>($"{i}").RegisterAsync("m", TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1))).ToList();
        var events = Enumerable.Range(0, 200).Select(i => Stream(host, "s").OnNextAsync($"{i}")).ToList();
        await Task.WhenAll(events);
        foreach (var reminder in reminders) await Assert.ThrowsAnyAsync<Exception>(() => reminder);
    }

    [Fact]
    public async Task Reminder_AfterARestart_TicksOn()
    {
        using (var host = await StartAsync())
        {
            await Grains(host).GetGrain<IReminderGrain>("r").RegisterAsync("m", TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));
            await host.StopAsync();
        }
        RequestContext.Set("who", "whoever starts the host");
        using var again = await StartAsync();
        RequestContext.Clear();
        var grain = Grains(again).GetGrain<IReminderGrain>("r");
        _clock.Advance(TimeSpan.FromMinutes(2));
        await EventuallyAsync(async () => await grain.TicksAsync() == 2);
        Assert.Null(await grain.ContextOfTheLastTickAsync());
    }

    [Fact]
    public async Task IdleGrain_AfterItsAge_IsCollected()
    {
        using var host = await StartAsync();
        var log = host.Services.GetRequiredService<CallLog>();
        await Grains(host).GetGrain<ILifeGrain>("idle").CountAsync();
        await Grains(host).GetGrain<ILifeGrain>("delayed").DelayAsync(TimeSpan.FromHours(1));
        await Grains(host).GetGrain<ILifeGrain>("delayed for ever").DelayAsync(TimeSpan.FromDays(300 * 365));
        await Grains(host).GetGrain<IKeptGrain>("kept").TouchAsync();
        await Grains(host).GetGrain<IBriefGrain>("brief").TouchAsync();
        for (var minute = 0; minute < 5; minute++) _clock.Advance(TimeSpan.FromMinutes(1));
        await EventuallyAsync(() => Task.FromResult(log.Of("brief").Length == 1));
        Assert.Equal(["activate"], log.Of("idle"));
        for (var minute = 0; minute < 15; minute++) _clock.Advance(TimeSpan.FromMinutes(1));
        await EventuallyAsync(() => Task.FromResult(log.Of("idle").Length == 2));
        Assert.Equal(["activate", "deactivate ActivationIdle"], log.Of("idle"));
        Assert.Equal(["activate"], log.Of("delayed"));
        Assert.Equal(["activate"], log.Of("delayed for ever"));
        Assert.Empty(log.Of("kept"));
    }

    [Fact]
    public async Task Activation_ThatHangs_FailsAfterItsTimeAndTheNextIsTried()
    {
        using var host = await StartAsync(silo => silo.Configure<GrainCollectionOptions>(options => options.ActivationTimeout = TimeSpan.FromSeconds(10)));
        var key = Guid.NewGuid().ToString("N");
        var grain = Grains(host).GetGrain<IHangingGrain>(key);
        var first = grain.TouchAsync();
        await Gates.ReachedAsync("enter " + key);
        for (var second = 0; second < 9; second++) _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.False(first.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(1));
        var e = await Assert.ThrowsAsync<TimeoutException>(() => first);
        Assert.Contains("was not active within 00:00:10", e.Message, StringComparison.Ordinal);
        Gates.Open("enter " + key);
        await grain.TouchAsync();
    }

    [Fact]
    public async Task Deactivation_ThatHangs_IsOverAfterItsTimeAndTheNextActivationTakesTheCalls()
    {
        using var host = await StartAsync(silo => silo.Configure<GrainCollectionOptions>(options => options.DeactivationTimeout = TimeSpan.FromSeconds(10)));
        var key = Guid.NewGuid().ToString("N");
        Gates.Open("enter " + key);
        var grain = Grains(host).GetGrain<IHangingGrain>(key);
        await grain.LeaveAsync();
        await Gates.ReachedAsync("leave " + key);
        var next = grain.TouchAsync();
        _clock.Advance(TimeSpan.FromSeconds(10));
        await next;
    }

    [Fact]
    public async Task Host_DisposedWithoutAStop_StopsTheTimersOfItsGrains()
    {
        var ticks = 0;
        using (var host = await StartAsync())
        {
            await Grains(host).GetGrain<IRelayGrain>("x").RunAsync(RelayGrain.Leave(grain =>
            {
                grain.RegisterGrainTimer(
                    () =>
                    {
                        Interlocked.Increment(ref ticks);
                        return Task.CompletedTask;
                    },
                    TimeSpan.FromSeconds(1),
                    TimeSpan.FromSeconds(1));
                return Task.FromResult("ticking");
            }));
            _clock.Advance(TimeSpan.FromSeconds(1));
            await EventuallyAsync(() => Task.FromResult(Volatile.Read(ref ticks) == 1));
        }
        await EventuallyAsync(() =>
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            return Task.FromResult(_clock.Due.Count == 0);
        });
        Assert.Equal(1, Volatile.Read(ref ticks));
    }

    [Fact]
    public async Task TimeOut_OfManyCallsAtOnce_TellsEachCallerInFewWords()
    {
        using var host = await StartAsync();
        var gate = Guid.NewGuid().ToString("N");
        var calls = Enumerable.Range(0, 2000).Select(_ => Grains(host).GetGrain<IFlowGrain>("many").HangLongAsync(gate)).ToArray();
        for (var second = 0; second < 32; second++) _clock.Advance(TimeSpan.FromSeconds(1));
        foreach (var call in calls) Assert.InRange((await Assert.ThrowsAsync<TimeoutException>(() => call)).Message.Length, 1, 500);
        Gates.Open(gate);
        await Grains(host).GetGrain<IFlowGrain>("many").ReadAsync("x");
    }

    [Fact]
    public async Task TimeOut_WithCancelRequestOnTimeout_CancelsTheCallee()
    {
        using var host = await StartAsync(silo => silo.Configure<SiloMessagingOptions>(options => options.CancelRequestOnTimeout = true));
        var (grain, gate) = (Grains(host).GetGrain<ICancelGrain>(Guid.NewGuid().ToString("N")), Guid.NewGuid().ToString("N"));
        using var cancellation = new CancellationTokenSource();
        var call = grain.IgnoreAsync(gate, cancellation.Token);
        await Gates.ReachedAsync(gate);
        for (var second = 0; second < 32; second++) _clock.Advance(TimeSpan.FromSeconds(1));
        await Assert.ThrowsAsync<TimeoutException>(() => call);
        await EventuallyAsync(async () => (await grain.SeenAsync()).Contains("told"));
        Gates.Open(gate);
    }

    [Fact]
    public async Task Cancellation_WithWaitForCancellationAcknowledgement_EndsWithTheCallee()
    {
        using var host = await StartAsync(silo => silo.Configure<SiloMessagingOptions>(options => options.WaitForCancellationAcknowledgement = true));
        var (grain, gate) = (Grains(host).GetGrain<ICancelGrain>(Guid.NewGuid().ToString("N")), Guid.NewGuid().ToString("N"));
        using var cancellation = new CancellationTokenSource();
        var call = grain.IgnoreAsync(gate, cancellation.Token);
        await Gates.ReachedAsync(gate);
        var waiting = grain.IgnoreAsync("waiting", cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.False(call.IsCompleted);
        Gates.Open(gate);
        Assert.Equal(gate, await call);
    }

    [Fact]
    public async Task Call_ThatHangs_TimesOutAndSaysWhatItWaitsFor()
    {
        using var host = await StartAsync();
        var grain = Grains(host).GetGrain<ITurnGrain>("t", "Dendrite.Engine.TurnGrain");
        var holding = grain.HoldAsync("never opened");
        var waiting = grain.NoteAsync("x");
        for (var second = 0; second < 32; second++) _clock.Advance(TimeSpan.FromSeconds(1));
        var e = await Assert.ThrowsAsync<TimeoutException>(() => waiting);
        Assert.Contains("NoteAsync", e.Message, StringComparison.Ordinal);
        Assert.Contains("running: Dendrite.Engine.ITurnGrain.HoldAsync", e.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<TimeoutException>(() => holding);
    }

    [Fact]
    public async Task Calls_ThatTimedOutWhileTheyWaited_AreDropped()
    {
        using var host = await StartAsync();
        var (grain, gate) = (Grains(host).GetGrain<ITurnGrain>(Guid.NewGuid().ToString("N"), "Dendrite.Engine.TurnGrain"), Guid.NewGuid().ToString("N"));
        var holding = grain.HoldAsync(gate);
        var many = Enumerable.Range(0, 100).Select(i => grain.NoteAsync($"{i}")).ToArray();
        LetTimeOut();
        foreach (var call in many) await Assert.ThrowsAsync<TimeoutException>(() => call);
        // A turn after those in which they are dropped.
        await grain.InterleaveAsync("while it holds");
        var last = grain.NoteAsync("last");
        LetTimeOut();
        var e = await Assert.ThrowsAsync<TimeoutException>(() => last);
        Assert.Matches(", [01] waiting", e.Message);
        await Assert.ThrowsAsync<TimeoutException>(() => holding);
        Gates.Open(gate);
        Assert.Equal("hold,while it holds,held,after", await grain.NoteAsync("after"));

        void LetTimeOut()
        {
            for (var second = 0; second < 32; second++) _clock.Advance(TimeSpan.FromSeconds(1));
        }
    }

    private static IGrainFactory Grains(IHost host) => host.Services.GetRequiredService<IGrainFactory>();

    private static IAsyncStream<string> Stream(IHost host, string key) => host.Services.GetRequiredService<IClusterClient>().GetStreamProvider("durable").GetStream<string>("engine", key);

    private static Task EventuallyAsync(Func<Task<bool>> condition) => Eventually.HoldsAsync(condition, "the condition of the case");

    private async Task<IHost> StartAsync(Action<ISiloBuilder>? more = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(_clock));
        builder.Services.AddSingleton<CallLog>().AddSingleton(new Greeting("hello")).AddScoped<ScopedThing>();
        builder.UseOrleans(silo =>
        {
            silo.UseLocalhostClustering(Ports.Free(), Ports.Free())
                .AddAdoNetGrainStorage("store", Configure)
                .AddMemoryGrainStorageAsDefault()
                .AddAdoNetStreams("durable", options => (options.Invariant, options.ConnectionString) = (Sqlite, "Data Source=" + _file + ".streams"))
                .UseAdoNetReminderService(options => (options.Invariant, options.ConnectionString) = (Sqlite, "Data Source=" + _file + ".streams"));
            more?.Invoke(silo);
        });
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }

    private void Configure(AdoNetGrainStorageOptions options) => (options.Invariant, options.ConnectionString) = (Sqlite, "Data Source=" + _file);
}
