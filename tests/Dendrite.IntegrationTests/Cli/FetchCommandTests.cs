using System.Net;
using System.Net.Sockets;
using Dendrite.IntegrationTests.Testing;

namespace Dendrite.IntegrationTests.Cli;

/// <summary><c>dendrite fetch</c>: the document once, and what its exit codes say.</summary>
public sealed class FetchCommandTests : IAsyncDisposable
{
    private readonly ScriptedBackend _backend = new() { Document = "{\n  \"n\": 1\n}\n" };

    public ValueTask DisposeAsync() => _backend.DisposeAsync();

    [Fact]
    public async Task Fetch_Url_DocumentOnOneLine()
    {
        await using var fetch = ChildProcess.Run("fetch", _backend.BaseAddress + "doc");
        var (code, output, errors) = await fetch.ExitAsync("fetching");
        Assert.Equal(0, code);
        Assert.Equal(["""{"n": 1}"""], output);
        Assert.Empty(errors);
        Assert.Single(_backend.Requests);
    }

    [Fact]
    public async Task Fetch_Server_DocumentOnOneLine()
    {
        var (server, url) = await ServeProcess.StartAsync(ServeProcess.SettingsFor(_backend));
        await using var _ = server;
        await using var fetch = ChildProcess.Run("fetch", "b/doc", "--server", url.ToString());
        var (code, output, _) = await fetch.ExitAsync("fetching from a server");
        Assert.Equal(0, code);
        Assert.Equal(["""{"n": 1}"""], output);
    }

    [Fact]
    public async Task Fetch_NobodyListens_ExitCode3()
    {
        using var closed = new TcpListener(IPAddress.Loopback, 0);
        closed.Start();
        var url = $"http://{closed.LocalEndpoint}/x";
        closed.Stop();
        await using var fetch = ChildProcess.Run("fetch", url);
        var (code, output, errors) = await fetch.ExitAsync("fetching from nobody");
        Assert.Equal(3, code);
        Assert.Empty(output);
        Assert.Contains("[upstream-unreachable]", Assert.Single(errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fetch_ServerNobodyListens_ExitCode3()
    {
        using var closed = new TcpListener(IPAddress.Loopback, 0);
        closed.Start();
        var url = $"http://{closed.LocalEndpoint}/";
        closed.Stop();
        await using var fetch = ChildProcess.Run("fetch", "b/x", "--server", url);
        Assert.Equal(3, (await fetch.ExitAsync("fetching from no server")).Code);
    }

    [Theory]
    [InlineData(404, "[gone]")]
    [InlineData(500, "[upstream-status]")]
    public async Task Fetch_UrlAnswersFailure_ExitCode3(int status, string code)
    {
        _backend.Answer((_, reply) => reply.SendAsync(status, ""));
        await using var fetch = ChildProcess.Run("fetch", _backend.BaseAddress + "doc");
        var exit = await fetch.ExitAsync("fetching what fails");
        Assert.Equal(3, exit.Code);
        Assert.Contains(code, Assert.Single(exit.Errors), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fetch")]
    [InlineData("fetch", "nonsense")]
    [InlineData("fetch", "http://127.0.0.1/x", "--interval", "1s")]
    [InlineData("fetch", "http://127.0.0.1/x", "--header", "bad")]
    public async Task Fetch_WrongUse_ExitCode2(params string[] arguments)
    {
        await using var fetch = ChildProcess.Run(arguments);
        Assert.Equal(2, (await fetch.ExitAsync("wrong use")).Code);
    }

    [Fact]
    public async Task Fetch_Interrupted_EndsAtOnce()
    {
        _backend.Answer((_, reply) => reply.HangAsync(_backend.Ending));
        await using var fetch = ChildProcess.Run("fetch", _backend.BaseAddress + "doc");
        await _backend.WaitForRequestsAsync(1, "fetching from one that hangs");
        fetch.Signal(ChildProcess.Interrupt);
        var (_, output, errors) = await fetch.ExitAsync("Ctrl-C");
        Assert.Empty(output);
        Assert.DoesNotContain(errors, e => e.Contains("   at ", StringComparison.Ordinal));
    }
}
