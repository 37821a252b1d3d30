using Dendrite.IntegrationTests.Testing;

namespace Dendrite.IntegrationTests.Cli;

/// <summary>How a server ends: in order, whatever its listeners do.</summary>
public sealed class ServeSignalTests : IAsyncDisposable
{
    private readonly ScriptedBackend _backend = new() { Document = """{"n":1}""" };

    public ValueTask DisposeAsync() => _backend.DisposeAsync();

    [Theory]
    [InlineData(ChildProcess.Interrupt)]
    [InlineData(ChildProcess.Terminate)]
    public async Task Signal_EveryListener_ToldToReconnectAndExitCode0(int signal)
    {
        var (serve, url) = await ServeProcess.StartAsync(ServeProcess.SettingsFor(_backend));
        await using var _ = serve;
        var listeners = new List<SseClient>();
        for (var i = 0; i < 10; i++)
        {
            listeners.Add(await SseClient.ConnectAsync(ServeProcess.Resource(url, $"b/{i % 3}")));
            await listeners[^1].NextAsync("snapshot", "start");
        }
        serve.Signal(signal);
        foreach (var listener in listeners)
        {
            var last = await listener.NextAsync("failure", "the server goes");
            Assert.Equal("shutting-down", last.Json.GetProperty("code").GetString());
            Assert.True(last.Json.GetProperty("reconnect").GetBoolean());
            Assert.Null(await listener.ReadBlockAsync("after the last event"));
            await listener.DisposeAsync();
        }
        var (code, output, errors) = await serve.ExitAsync("the server goes");
        Assert.Equal(0, code);
        Assert.Empty(output);
        Assert.DoesNotContain(errors, e => e.Contains("   at ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Signal_BackendHangs_EndsInTime()
    {
        _backend.Answer((_, reply) => reply.HangAsync(_backend.Ending));
        var (serve, url) = await ServeProcess.StartAsync([.. ServeProcess.SettingsFor(_backend), "--Backends:b:TimeLimit=1h"]);
        await using var _ = serve;
        await using var listener = await SseClient.ConnectAsync(ServeProcess.Resource(url, "b/x"));
        await _backend.WaitForRequestsAsync(1, "polling one that hangs");
        serve.Signal(ChildProcess.Terminate);
        await listener.NextAsync("failure", "the server goes");
        Assert.Equal(0, (await serve.ExitAsync("the server goes", TimeSpan.FromSeconds(15))).Code);
    }

    [Fact]
    public async Task Signal_ListenerDoesNotRead_EndsInTimeAndExitCode0()
    {
        var (serve, url) = await ServeProcess.StartAsync(ServeProcess.SettingsFor(_backend));
        await using var _ = serve;
        await using var stalled = await StalledListener.ConnectAsync(ServeProcess.Resource(url, "b/x?dendrite-format=snapshot"));
        using (new ChangingDocument(_backend, make: n => $"\"{new string('x', 100_000)}{n}\"")) await _backend.WaitForRequestsAsync(200, "filling the sockets of a listener that does not read");
        serve.Signal(ChildProcess.Terminate);
        Assert.Equal(0, (await serve.ExitAsync("the server goes", TimeSpan.FromSeconds(15))).Code);
    }

    [Fact]
    public async Task HangUp_ReadsTheConfigurationAndItsSecretsAgain()
    {
        using var folder = new TemporaryDirectory();
        var secret = folder.Write("token", "one\n");
        var file = folder.Write("dendrite.json", $$"""
            { "Backends": { "b": { "BaseAddress": "{{_backend.BaseAddress}}", "Public": true, "Paths": ["**"], "MinInterval": "20ms", "MaxInterval": "40ms", "Headers": { "Authorization": "Bearer file:{{secret}}" } } } }
            """);
        var (serve, url) = await ServeProcess.StartAsync("--config", file);
        await using var _ = serve;
        await using var listener = await SseClient.ConnectAsync(ServeProcess.Resource(url, "b/x"));
        await listener.NextAsync("snapshot", "start");
        Assert.Equal("Bearer one", _backend.Requests[0].Header("Authorization"));
        folder.Write("token", "two\n");
        serve.Signal(ChildProcess.HangUp);
        await serve.ErrorLineAsync("SIGHUP after the secret has changed", "came, changed or went: b");
        await Wait.UntilAsync("another secret", "b", "Bearer two", () => _backend.Requests[^1].Header("Authorization"), value => value == "Bearer two");
        serve.Signal(ChildProcess.HangUp);
        await serve.ErrorLineAsync("SIGHUP after nothing has changed", "the configuration was read again");

        folder.Write("dendrite.json", """{ "Backends": { "b": { "BaseAddress": "nowhere" } } }""");
        serve.Signal(ChildProcess.HangUp);
        await serve.ErrorLineAsync("SIGHUP after the file is wrong", "is refused, the one before stays: Backends:b:BaseAddress is 'nowhere'");
        serve.Signal(ChildProcess.Terminate);
        var (code, _, errors) = await serve.ExitAsync("the end");
        Assert.Equal(0, code);
        Assert.DoesNotContain(errors, line => line.Contains("read again", StringComparison.Ordinal));
        // The file is watched, too: where its change was seen before the signal, both have been answered.
        Assert.InRange(errors.Count(line => line.Contains("refused", StringComparison.Ordinal)), 0, 1);
    }

    /// <summary>Whoever closed the terminal killed the server, and no listener was told.</summary>
    [PythonFact]
    public async Task TerminalClosed_EndsInOrder()
    {
        const string Script = """
            import os, pty, sys
            pid, terminal = pty.fork()
            if pid == 0: os.execv(sys.argv[1], sys.argv[1:])
            shown = b''
            while b'listens on' not in shown: shown += os.read(terminal, 4096)
            os.close(terminal)
            print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
            """;
        await using var python = ChildProcess.Start("python3", ["-c", Script, ChildProcess.Dendrite, "serve", "--urls", "http://127.0.0.1:0", "--Backends:b:BaseAddress=stub:"]);
        var (_, output, errors) = await python.ExitAsync("the terminal is closed");
        Assert.Equal("0", Assert.Single(output));
        Assert.Empty(errors);
    }
}
