using Dendrite.Hosting.Storage;

namespace Dendrite.Storage;

public sealed class FormerStateTests : IDisposable
{
    private readonly StateFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void SetAside_FormerFile_IsRenamedAndSaid()
    {
        Make(1);
        FormerState.SetAside(_folder.File, _folder);
        Assert.Equal([_folder.File + ".before"], Directory.GetFiles(_folder.Path));
        Assert.Equal(1L, _folder.Sql("select n from cell", _folder.File + ".before"));
        var line = Assert.Single(_folder.Log);
        Assert.Contains($"set aside as {_folder.File}.before.", line, StringComparison.Ordinal);
        _folder.Open().Dispose();
    }

    [Fact]
    public void SetAside_Several_EachUnderANameOfItsOwn()
    {
        for (var n = 1; n <= 3; n++)
        {
            Make(n);
            FormerState.SetAside(_folder.File, _folder);
        }
        Assert.Equal([1L, 2L, 3L], new[] { ".before", ".before-2", ".before-3" }.Select(ending => _folder.Sql("select n from cell", _folder.File + ending)));
        Assert.Equal(3, _folder.Log.Distinct().Count());
    }

    /// <summary>A former server that was killed leaves its last writes in the journal beside the file.</summary>
    [Fact]
    public void SetAside_WithAJournal_TakesItAlong()
    {
        Make(1);
        File.WriteAllText(_folder.File + "-wal", "");
        File.WriteAllText(_folder.File + "-shm", "");
        FormerState.SetAside(_folder.File, _folder);
        Assert.Equal(["", "-shm", "-wal"], Directory.GetFiles(_folder.Path).Order().Select(file => file[(_folder.File.Length + ".before".Length)..]));
    }

    [Fact]
    public void SetAside_OtherFiles_StayWhereTheyAre()
    {
        FormerState.SetAside(_folder.File, _folder);
        foreach (var sql in new[] { "create table state (n)", "create table stream_event (n); create table other (n); create table stream_subscription (n)" })
        {
            _folder.Sql(sql);
            FormerState.SetAside(_folder.File, _folder);
            File.Delete(_folder.File);
        }
        File.WriteAllText(_folder.File, "no database");
        FormerState.SetAside(_folder.File, _folder);
        Assert.Equal("no database", File.ReadAllText(_folder.File));
        File.Delete(_folder.File);
        _folder.Open().Dispose();
        FormerState.SetAside(_folder.File, _folder);
        Assert.True(File.Exists(_folder.File));
        Assert.Empty(_folder.Log);
    }

    private void Make(int n) =>
        _folder.Sql($"create table state (n); create table stream_event (n); create table stream_subscription (n); create table cell (n); insert into cell values ({n})");
}
