using Dendrite.Hosting.Storage;
using Microsoft.Data.Sqlite;

namespace Dendrite.Storage;

/// <summary>Which files are taken, and that the others stay as they are.</summary>
public sealed class StateSchemaTests : IDisposable
{
    private static readonly GrainId Grain = GrainId.Create("type", "one");

    private readonly StateFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Open_NoFileOrAnEmptyOne_IsMadeOurs(bool exists)
    {
        if (exists) File.WriteAllBytes(_folder.File, []);
        _folder.Open().Dispose();
        Assert.Equal(((long)StateSchema.ApplicationId, (long)StateSchema.Version), (_folder.Sql("pragma application_id"), _folder.Sql("pragma user_version")));
        Assert.Equal(2L, _folder.Sql("select count(*) from sqlite_schema where name in ('grain_state', 'reminder')"));
    }

    [Fact]
    public async Task Open_Again_HoldsWhatItHeld()
    {
        using (var file = _folder.Open()) await StateFolder.StorageIn(file).WriteStateAsync("s", Grain, new GrainState<int> { State = 7 });
        using var again = _folder.Open();
        var read = new GrainState<int>();
        await StateFolder.StorageIn(again).ReadStateAsync("s", Grain, read);
        Assert.Equal(7, read.State);
    }

    [Fact]
    public void Open_OfANewerVersion_IsRefusedAndLeftAsItIs()
    {
        _folder.Open().Dispose();
        _folder.Sql($"pragma user_version = {StateSchema.Version + 1}");
        AssertRefused("newer Dendrite");
    }

    [Theory]
    [InlineData("create table t (n)")]
    [InlineData("pragma application_id = 7")]
    [InlineData("pragma user_version = 1")]
    [InlineData("create table t (n); pragma journal_mode = wal; pragma user_version = 99")]
    public void Open_OfAnotherProgram_IsRefusedAndLeftAsItIs(string sql)
    {
        _folder.Sql(sql);
        AssertRefused("another program");
    }

    [Theory]
    [InlineData(10)]
    [InlineData(5000)]
    public void Open_NoDatabase_IsRefusedAndLeftAsItIs(int length)
    {
        var bytes = new byte[length];
        new Random(1).NextBytes(bytes);
        File.WriteAllBytes(_folder.File, bytes);
        AssertRefused("it is not a SQLite database");
    }

    [Fact]
    public void Open_Truncated_IsRefusedAndLeftAsItIs()
    {
        _folder.Open().Dispose();
        var whole = File.ReadAllBytes(_folder.File);
        File.WriteAllBytes(_folder.File, whole[..(whole.Length / 2)]);
        AssertRefused("it is damaged");
    }

    [Fact]
    public void Open_PathOfADirectory_IsRefused()
    {
        Directory.CreateDirectory(_folder.File);
        var error = Assert.Throws<StateFileException>(() => _folder.Open());
        Assert.Contains("it cannot be opened", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Upgrade_FromAnyVersion_TakesTheStepsThatAreMissing()
    {
        string[] steps = ["create table a (n); insert into a values (1);", "alter table a add m default 2;", "create table b as select n + m as sum from a;"];
        for (var from = 0; from <= steps.Length; from++)
        {
            var file = Path.Combine(_folder.Path, $"{from}.db");
            Upgrade(file, steps[..from]);
            Upgrade(file, steps);
            Assert.Equal((3L, 3L), (_folder.Sql("select sum from b", file), _folder.Sql("pragma user_version", file)));
        }
    }

    [Fact]
    public void Upgrade_StepFails_LeavesTheVersionAndTablesOfBefore()
    {
        Upgrade(_folder.File, ["create table a (n);"]);
        Assert.Throws<SqliteException>(() => Upgrade(_folder.File, ["create table a (n);", "create table b (n);", "nonsense;"]));
        Assert.Equal((1L, 1L), (_folder.Sql("pragma user_version"), _folder.Sql("select count(*) from sqlite_schema")));
    }

    private static void Upgrade(string file, string[] steps)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ConnectionString);
        connection.Open();
        StateSchema.Upgrade(connection, steps);
    }

    private void AssertRefused(string because)
    {
        var before = File.ReadAllBytes(_folder.File);
        var error = Assert.Throws<StateFileException>(() => _folder.Open());
        Assert.Contains(_folder.File, error.Message, StringComparison.Ordinal);
        Assert.Contains(because, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        Assert.Equal(before, File.ReadAllBytes(_folder.File));
        Assert.Equal([_folder.File], Directory.GetFiles(_folder.Path));
    }
}
