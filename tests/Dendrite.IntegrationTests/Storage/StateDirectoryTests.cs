using Dendrite.IntegrationTests.Testing;
using Microsoft.Data.Sqlite;

namespace Dendrite.IntegrationTests.Storage;

/// <summary>What <c>dendrite serve</c> says of a data directory that it cannot use, and what it then leaves alone.</summary>
public sealed class StateDirectoryTests : IAsyncDisposable
{
    private readonly ScriptedBackend _backend = new() { Document = """{"n":1}""" };
    private readonly TemporaryDirectory _data = new();

    private string File => Path.Combine(_data.Path, "dendrite.db");

    private string[] Arguments => [.. ServeProcess.SettingsFor(_backend), $"--DataDirectory={_data.Path}"];

    public async ValueTask DisposeAsync()
    {
        await _backend.DisposeAsync();
        _data.Dispose();
    }

    [Fact]
    public async Task Serve_DirectoryInUse_NamesTheProcessAndTheFirstServesOn()
    {
        var (first, url) = await ServeProcess.StartAsync(Arguments);
        await using var _ = first;
        await AssertRefusedAsync($"{_data.Path} is in use by process {first.Id};", Arguments);
        Assert.Equal("""{"n":1}""", await FetchAsync(url));
    }

    [Fact]
    public async Task Serve_ProcessBeforeKilled_TakesTheDirectory()
    {
        var (first, _) = await ServeProcess.StartAsync(Arguments);
        await first.KillAsync();
        await first.DisposeAsync();
        // Its number is still there, and is nobody's.
        Assert.True(System.IO.File.Exists(Path.Combine(_data.Path, "dendrite.pid")));
        var (second, url) = await ServeProcess.StartAsync(Arguments);
        await using var __ = second;
        Assert.Equal("""{"n":1}""", await FetchAsync(url));
        second.Signal(ChildProcess.Terminate);
        Assert.Equal(0, (await second.ExitAsync("the end")).Code);
        // After an orderly end all is in one file.
        Assert.Equal(["dendrite.db", "dendrite.lock"], Directory.GetFiles(_data.Path).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task Serve_DirectoryIsAFile_IsRefused()
    {
        var file = _data.Write("file", "kept");
        await using var serve = ChildProcess.Run(["serve", "--urls", "http://127.0.0.1:0", $"--DataDirectory={file}"]);
        var (code, _, errors) = await serve.ExitAsync("a data directory that is a file");
        Assert.Equal(2, code);
        Assert.Contains(errors, line => line.Contains($"DataDirectory is '{file}'", StringComparison.Ordinal));
        Assert.Equal("kept", await System.IO.File.ReadAllTextAsync(file));
    }

    [Theory]
    [InlineData(20_000, "is not a SQLite database")]
    [InlineData(4_096, "is damaged")]
    public async Task Serve_FileCorrupt_IsRefusedAndLeftAsItIs(int length, string because)
    {
        byte[] bytes;
        if (length == 20_000) new Random(1).NextBytes(bytes = new byte[length]);
        else
        {
            var (serve, _) = await ServeProcess.StartAsync(Arguments);
            await using var __ = serve;
            serve.Signal(ChildProcess.Terminate);
            await serve.ExitAsync("the end");
            bytes = (await System.IO.File.ReadAllBytesAsync(File))[..length];
        }
        await System.IO.File.WriteAllBytesAsync(File, bytes);
        await AssertRefusedAsync(because, Arguments);
        Assert.Equal(bytes, await System.IO.File.ReadAllBytesAsync(File));
    }

    [Fact]
    public async Task Serve_FileOfTheFormerEngine_IsSetAsideAndTheServerServes()
    {
        await using (var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = File, Pooling = false }.ConnectionString))
        {
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = "pragma journal_mode = wal; create table state (n); create table stream_event (n); create table stream_subscription (n)";
            await command.ExecuteNonQueryAsync();
        }
        var process = ChildProcess.Run(["serve", "--urls", "http://127.0.0.1:0", .. Arguments]);
        await using var _ = process;
        Assert.Contains(File + ".before", await process.ErrorLineAsync("a former file", "set aside"), StringComparison.Ordinal);
        var (_, url) = await ServeProcess.WaitAsync(process);
        Assert.Equal("""{"n":1}""", await FetchAsync(url));
        Assert.True(System.IO.File.Exists(File + ".before"));
    }

    private static async Task<string> FetchAsync(Uri url)
    {
        using var http = new HttpClient();
        return await http.GetStringAsync(ServeProcess.Resource(url, "b/x"));
    }

    private static async Task AssertRefusedAsync(string because, params string[] arguments)
    {
        await using var serve = ChildProcess.Run(["serve", "--urls", "http://127.0.0.1:0", .. arguments]);
        var (code, output, errors) = await serve.ExitAsync("a data directory that cannot be used");
        Assert.Equal(1, code);
        Assert.Empty(output);
        Assert.Contains(because, Assert.Single(errors), StringComparison.Ordinal);
    }
}
