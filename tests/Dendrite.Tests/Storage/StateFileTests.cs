using Dendrite.Hosting.Storage;
using Dendrite.Protocol;
using Microsoft.Data.Sqlite;

namespace Dendrite.Storage;

/// <summary>The queue, the batches and what becomes of a request when the disk refuses.</summary>
public sealed class StateFileTests : IDisposable
{
    /// <summary>Ends a test that waits for what never comes.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly StateFolder _folder = new();
    private readonly StateFile _file;
    private readonly ManualResetEventSlim _gate = new();

    public StateFileTests()
    {
        _file = _folder.Open();
        _file.RunAsync(connection => Execute(connection, "create table t (n integer, data blob)")).GetAwaiter().GetResult();
    }

    public void Dispose()
    {
        _gate.Set();
        _file.Dispose();
        _gate.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Run_Answered_IsInTheFile()
    {
        await InsertAsync(1);
        // Another connection sees what is committed only.
        Assert.Equal(1L, _folder.Sql("select count(*) from t"));
    }

    [Fact]
    public async Task Run_ManyWhileBusy_AreAllCommittedTogether()
    {
        var busy = await HoldAsync();
        var inserts = Enumerable.Range(0, 1000).Select(n => InsertAsync(n)).ToArray();
        var views = Enumerable.Range(0, 50).Select(_ => _file.RunAsync(connection => Execute(connection, "select count(*) from t"))).ToArray();
        _gate.Set();
        await Task.WhenAll([busy, .. inserts, .. views]);
        Assert.All(views, view => Assert.Equal(1000L, view.Result));
        Assert.Equal(1000L * 999 / 2, _folder.Sql("select sum(n) from t"));
        Assert.Equal(1000L, _folder.Sql("select count(distinct n) from t"));
    }

    [Fact]
    public async Task Run_ADefectAmongOthers_FailsAlone()
    {
        var busy = await HoldAsync();
        var before = InsertAsync(1);
        var defect = _file.RunAsync<int>(_ => throw new InvalidOperationException("a defect"));
        var after = InsertAsync(2);
        _gate.Set();
        await Task.WhenAll(busy, before, after);
        await Assert.ThrowsAsync<InvalidOperationException>(() => defect);
        Assert.Equal(2L, _folder.Sql("select count(*) from t"));
        Assert.Empty(_folder.Log);
    }

    [Fact]
    public async Task Run_RefusedBySqliteAmongOthers_FailsAloneAndTheOthersRunOnce()
    {
        var busy = await HoldAsync();
        var before = InsertAsync(1);
        var refused = _file.RunAsync(connection => Execute(connection, "insert into t values (9, null); insert into nowhere values (1)"));
        var after = InsertAsync(2);
        _gate.Set();
        await Task.WhenAll(busy, before, after);
        var error = await Assert.ThrowsAsync<StorageException>(() => refused);
        Assert.Equal(DendriteErrorCode.StorageUnavailable, error.Code);
        Assert.DoesNotContain('\n', error.Message);
        Assert.Equal((2L, 3L), (_folder.Sql("select count(*) from t"), _folder.Sql("select sum(n) from t")));
    }

    /// <summary>A request that found something in a batch that was then rolled back once kept that answer, though its second run went well.</summary>
    [Fact]
    public async Task Run_FailedInABatchThatWasRolledBack_AnswersWithItsSecondRun()
    {
        var busy = await HoldAsync();
        var runs = 0;
        var fickle = _file.RunAsync(connection => runs++ == 0 ? throw new InvalidOperationException("the first time") : Execute(connection, "insert into t values (1, null) returning n"));
        var refused = _file.RunAsync(connection => Execute(connection, "insert into nowhere values (1)"));
        _gate.Set();
        await busy;
        await Assert.ThrowsAsync<StorageException>(() => refused);
        Assert.Equal((1L, 2), (await fickle, runs));
    }

    /// <summary>A commit can fail where each request went well; nobody may have been answered by then.</summary>
    [Fact]
    public async Task Run_CommitFails_IsRefusedAndTheNextGoesWell()
    {
        await _file.RunAsync(connection => Execute(connection, "create table child (n integer references parent (n) deferrable initially deferred); create table parent (n integer primary key)"));
        var busy = await HoldAsync();
        var orphan = _file.RunAsync(connection => Execute(connection, "insert into child values (1)"));
        var neighbour = InsertAsync(1);
        _gate.Set();
        await Task.WhenAll(busy, neighbour).WaitAsync(Limit);
        await Assert.ThrowsAsync<StorageException>(() => orphan);
        Assert.Equal((0L, 1L), (_folder.Sql("select count(*) from child"), _folder.Sql("select count(*) from t")));
    }

    [Fact]
    public async Task Run_QueueFull_RefusesTheNextAndKeepsWhatWaits()
    {
        var busy = await HoldAsync();
        var inserts = Enumerable.Range(0, StateFile.QueueCapacity).Select(n => InsertAsync(n)).ToArray();
        var error = await Assert.ThrowsAsync<StorageException>(() => InsertAsync(-1).WaitAsync(Limit));
        Assert.Contains("too slow", error.Message, StringComparison.Ordinal);
        _gate.Set();
        await Task.WhenAll([busy, .. inserts]);
        await InsertAsync(-2);
        Assert.Equal(StateFile.QueueCapacity + 1L, _folder.Sql("select count(*) from t"));
        Assert.Equal(0L, _folder.Sql("select count(*) from t where n = -1"));
    }

    [Fact]
    public async Task Dispose_WithRequestsWaiting_FinishesThemAndTakesNoMore()
    {
        var busy = await HoldAsync();
        var inserts = Enumerable.Range(0, 700).Select(n => InsertAsync(n)).ToArray();
        var closing = Task.Factory.StartNew(_file.Dispose, TaskCreationOptions.LongRunning);
        await Testing.Eventually.HoldsAsync(() => Task.FromResult(IsClosing()), "the file is closing");
        _gate.Set();
        await Task.WhenAll([busy, closing, .. inserts]).WaitAsync(Limit);
        Assert.Equal(700L, _folder.Sql("select count(*) from t"));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => InsertAsync(1));
        _file.Dispose();

        bool IsClosing()
        {
            try
            {
                _ = _file.RunAsync(static _ => 0);
                return false;
            }
            catch (ObjectDisposedException)
            {
                return true;
            }
        }
    }

    [Fact]
    public async Task Disk_Full_IsToldOnceAndWritesAreTakenAgainLater()
    {
        var pages = (long)await _file.RunAsync(connection => Execute(connection, "pragma page_count"));
        await LimitPagesAsync(pages + 2);
        for (var n = 0; n < 3; n++)
        {
            var error = await Assert.ThrowsAsync<StorageException>(() => InsertAsync(n, 100_000));
            Assert.Equal("State cannot be kept: the disk is full.", error.Message);
            // That it can be read from does not mean that the disk has room again.
            Assert.Equal(0L, await _file.RunAsync(connection => Execute(connection, "select count(*) from t")));
        }
        Assert.Contains("refuses: the disk is full", Assert.Single(_folder.Log), StringComparison.Ordinal);
        await LimitPagesAsync(pages + 1000);
        await InsertAsync(1, 100_000);
        await InsertAsync(2, 100_000);
        Assert.Equal(2, _folder.Log.Count);
        Assert.Contains("takes writes again", _folder.Log[1], StringComparison.Ordinal);
        Assert.Equal(2L, _folder.Sql("select count(*) from t"));

        await LimitPagesAsync(pages + 2);
        await Assert.ThrowsAsync<StorageException>(() => InsertAsync(3, 1_000_000));
        Assert.Equal(3, _folder.Log.Count);
    }

    [Fact]
    public async Task Disk_FullForTheLargeOne_TakesTheSmallOfTheSameBatch()
    {
        var pages = (long)await _file.RunAsync(connection => Execute(connection, "pragma page_count"));
        await LimitPagesAsync(pages + 2);
        var busy = await HoldAsync();
        var small = InsertAsync(1);
        var large = InsertAsync(2, 100_000);
        var other = InsertAsync(3);
        _gate.Set();
        await Task.WhenAll(busy, small, other);
        await Assert.ThrowsAsync<StorageException>(() => large);
        Assert.Equal(4L, _folder.Sql("select sum(n) from t"));
    }

    [Theory]
    [InlineData(StateDurability.Process, 1L)]
    [InlineData(StateDurability.Power, 2L)]
    public async Task Open_Durability_IsWriteAheadAndAsStrictAsAsked(object durability, long synchronous)
    {
        using var folder = new StateFolder();
        using var file = folder.Open((StateDurability)durability);
        Assert.Equal("wal", await file.RunAsync(connection => Execute(connection, "pragma journal_mode")));
        Assert.Equal(synchronous, await file.RunAsync(connection => Execute(connection, "pragma synchronous")));
    }

    /// <summary>Keeps the file's thread busy until the gate opens, so that what is asked for meanwhile is one batch or more.</summary>
    private async Task<Task> HoldAsync()
    {
        var begun = new TaskCompletionSource();
        var busy = _file.RunAsync(_ =>
        {
            begun.SetResult();
            _gate.Wait();
            return 0;
        });
        await begun.Task;
        return busy;
    }

    private Task<object> LimitPagesAsync(long pages) => _file.RunAsync(connection => Execute(connection, $"pragma max_page_count = {pages}"));

    private async Task<object> InsertAsync(int n, int size = 10) => await _file.RunAsync(connection => Execute(connection, $"insert into t values ({n}, zeroblob({size})) returning n"));

    private static object Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar() ?? 0;
    }
}
