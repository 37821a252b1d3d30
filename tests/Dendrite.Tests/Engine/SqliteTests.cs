using Dendrite.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Storage;

namespace Dendrite.Engine;

/// <summary>The file itself: transactions that SQLite gives up, and files that are no database.</summary>
[Trait(EmbeddedOnly.Trait, EmbeddedOnly.Value)]
public sealed class SqliteTests : IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"dendrite-{Guid.NewGuid():N}.db");

    public void Dispose()
    {
        foreach (var file in Directory.EnumerateFiles(Path.GetTempPath(), Path.GetFileName(_file) + "*")) File.Delete(file);
    }

    [Fact]
    public async Task Commit_ThatSqliteRollsBackItself_FailsItsWritesAndTheNextGoOn()
    {
        await using (var database = SiloDatabase.Open(_file))
        {
            await database.WriteAsync(c => SiloDatabase.Execute(c, "create table t (a integer)"));
            await database.WriteAsync(c => SiloDatabase.Execute(c, "insert into t values (1)"));
            for (var i = 0; i < 2; i++)
            {
                var refused = database.WriteAsync(c =>
                {
                    SiloDatabase.Execute(c, "insert into t values (2)");
                    SQLitePCL.raw.sqlite3_commit_hook(c.Handle, static _ => 1, null);
                });
                await Assert.ThrowsAsync<SqliteException>(() => refused);
                await database.WriteAsync(c =>
                {
                    SQLitePCL.raw.sqlite3_commit_hook(c.Handle, null, null);
                    SiloDatabase.Execute(c, "insert into t values (3)");
                });
            }
        }
        await using var again = SiloDatabase.Open(_file);
        await again.WriteAsync(c => Assert.Equal([1L, 3L, 3L], Numbers(c)));
    }

    [Fact]
    public async Task Write_DuringWhichSqliteRollsBackItself_FailsAloneAndTheNextGoOn()
    {
        using var host = await StartAsync("Data Source=" + _file);
        var storage = host.Services.GetRequiredKeyedService<IGrainStorage>("store");
        await WriteAsync("before");
        Outside("create trigger full before insert on state when new.grain like '%/bad' begin select raise(rollback, 'full'); end");
        var writes = Enumerable.Range(0, 50).Select(i => (Task: WriteAsync(i % 10 == 5 ? $"{i}/bad" : $"{i}"), IsBad: i % 10 == 5)).ToList();
        foreach (var (task, isBad) in writes)
        {
            if (isBad) await Assert.ThrowsAsync<SqliteException>(() => task);
            else await task;
        }
        Outside("drop trigger full");
        await WriteAsync("5/bad");
        await host.StopAsync();

        using var again = await StartAsync("Data Source=" + _file);
        var kept = new GrainState<Account>();
        foreach (var key in new[] { "before", "0", "49", "5/bad" })
        {
            await again.Services.GetRequiredKeyedService<IGrainStorage>("store").ReadStateAsync("x", GrainId.Create("t", key), kept);
            Assert.True(kept.RecordExists, key);
        }

        async Task WriteAsync(string key) => await storage.WriteStateAsync("x", GrainId.Create("t", key), new GrainState<Account>(new Account()));
    }

    /// <summary>Three of one batch: the second is refused while it sees the change of the first, the first and third can't be written when they are tried again.</summary>
    [Fact]
    public async Task Write_RefusedBeforeItsBatchWasRolledBack_IsJudgedAnewWithTheNextAttempt()
    {
        await using var database = SiloDatabase.Open(_file);
        using var gate = new ManualResetEventSlim();
        await database.WriteAsync(c => SiloDatabase.Execute(c, "create table t (a integer)"));
        var holding = database.WriteAsync(_ => gate.Wait());
        var runs = 0;
        var first = database.WriteAsync(c => SiloDatabase.Execute(c, ++runs == 2 ? "insert into nosuch values (1)" : "insert into t values (1)"));
        var second = database.WriteAsync(c =>
        {
            if (SiloDatabase.Count(c, "t") > 0) throw new InvalidOperationException("conflict");
            SiloDatabase.Execute(c, "insert into t values (2)");
        });
        var third = database.WriteAsync(c => SiloDatabase.Execute(c, "insert into nosuch values (3)"));
        gate.Set();
        await holding;
        await Assert.ThrowsAsync<SqliteException>(() => first);
        await Assert.ThrowsAsync<SqliteException>(() => third);
        await second;
        await database.WriteAsync(c => Assert.Equal([2L], Numbers(c)));
    }

    [Theory]
    [InlineData("Data Source=:memory:")]
    [InlineData("Data Source=")]
    [InlineData("Data Source=shared;Mode=Memory;Cache=Shared")]
    [InlineData("Data Source=file:shared?mode=memory&cache=shared")]
    public async Task ConnectionString_OfADatabaseInMemory_IsRefusedWhenTheSiloStarts(string connectionString)
    {
        var e = await Assert.ThrowsAsync<OrleansConfigurationException>(() => StartAsync(connectionString));
        Assert.Contains("AddMemoryGrainStorage", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_EmptiedBesideItsLog_IsReportedWhenTheSiloStarts()
    {
        await File.WriteAllBytesAsync(_file, []);
        await File.WriteAllBytesAsync(_file + "-wal", new byte[100]);
        await IsReportedAsync();
        Assert.Equal(100, new FileInfo(_file + "-wal").Length);
    }

    [Fact]
    public async Task File_ThatIsNoDatabase_IsReportedWhenTheSiloStarts()
    {
        await File.WriteAllTextAsync(_file, new string('x', 5000));
        await IsReportedAsync();
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public async Task File_CutOff_IsReportedWhenTheSiloStarts(double part)
    {
        await FillAsync();
        await using (var file = File.OpenWrite(_file)) file.SetLength((long)(file.Length * part) / 4096 * 4096);
        await IsReportedAsync();
    }

    [Fact]
    public async Task File_WithADamagedPage_IsReportedWhenTheSiloStarts()
    {
        await FillAsync();
        await using (var file = File.OpenWrite(_file))
        {
            file.Position = 4096 * 20;
            await file.WriteAsync(new byte[4096 * 4]);
        }
        await IsReportedAsync();
    }

    private static async Task<IHost> StartAsync(string connectionString)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.UseOrleans(silo => silo.UseLocalhostClustering(Ports.Free(), Ports.Free())
            .AddAdoNetGrainStorage("store", options => (options.Invariant, options.ConnectionString) = ("System.Data.SQLite", connectionString)));
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }

    private static List<long> Numbers(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "select a from t order by a";
        using var row = command.ExecuteReader();
        var numbers = new List<long>();
        while (row.Read()) numbers.Add(row.GetInt64(0));
        return numbers;
    }

    private async Task FillAsync()
    {
        await using var database = SiloDatabase.Open(_file);
        for (var i = 0; i < 100; i++) await database.WriteAsync(c => SiloDatabase.Execute(c, $"insert into state values ('s', 'n', '{i}', 'e', randomblob(3000))"));
    }

    private async Task IsReportedAsync()
    {
        var damaged = await File.ReadAllBytesAsync(_file);
        var e = await Assert.ThrowsAsync<OrleansConfigurationException>(() => StartAsync("Data Source=" + _file));
        Assert.Contains(_file, e.Message, StringComparison.Ordinal);
        Assert.Equal(damaged, await File.ReadAllBytesAsync(_file));
    }

    private void Outside(string sql)
    {
        using var connection = new SqliteConnection("Data Source=" + _file + ";Pooling=False");
        connection.Open();
        SiloDatabase.Execute(connection, sql);
    }
}
