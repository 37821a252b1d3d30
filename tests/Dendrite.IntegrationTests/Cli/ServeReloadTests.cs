using Dendrite.IntegrationTests.Testing;

namespace Dendrite.IntegrationTests.Cli;

/// <summary><c>dendrite serve --config</c> goes on with what its file says when the file changes.</summary>
public sealed class ServeReloadTests : IAsyncDisposable
{
    private readonly ScriptedBackend _one = new() { Document = """{"from":1}""" };
    private readonly ScriptedBackend _two = new() { Document = """{"from":2}""" };
    private readonly TemporaryDirectory _folder = new();

    public async ValueTask DisposeAsync()
    {
        await _one.DisposeAsync();
        await _two.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task File_Changes_BackendsChangeComeAndGo()
    {
        var (serve, url) = await ServeProcess.StartAsync("--config", Write(("b", _one)));
        await using var _ = serve;
        await using var listener = await SseClient.ConnectAsync(ServeProcess.Resource(url, "b/doc"));
        Assert.Contains("1", (await listener.NextAsync("snapshot", "start")).Data, StringComparison.Ordinal);

        Write(("b", _two), ("c", _one));
        await serve.ErrorLineAsync("another address and another backend", "came, changed or went: b, c");
        Assert.Contains("2", (await listener.NextAsync("patch", "the other address")).Data, StringComparison.Ordinal);
        using var http = new HttpClient();
        Assert.Equal("""{"from":1}""", await http.GetStringAsync(ServeProcess.Resource(url, "c/doc")));

        Write(("c", _one));
        Assert.Equal("unknown-backend", (await listener.NextAsync("stale", "its backend has gone")).Json.GetProperty("code").GetString());
        Write(("b", _two), ("c", _one));
        await listener.NextAsync("fresh", "its backend is back");
    }

    [Theory]
    [InlineData("{ \"Backends\": ")]
    [InlineData("""{ "Backends": { "b": { "BaseAddress": "nowhere", "MinInterval": "often" } } }""")]
    [InlineData(null)]
    public async Task File_BecomesUnusable_TheOldStaysAndTheFaultIsSaid(string? content)
    {
        var file = Write(("b", _one));
        var (serve, url) = await ServeProcess.StartAsync("--config", file);
        await using var _ = serve;
        await using var listener = await SseClient.ConnectAsync(ServeProcess.Resource(url, "b/doc"));
        await listener.NextAsync("snapshot", "start");

        if (content is null) File.Delete(file);
        else _folder.Write("dendrite.json", content);
        var line = await serve.ErrorLineAsync("a file that cannot be used", "is refused, the one before stays");
        Assert.Contains(content?.Contains("often", StringComparison.Ordinal) == true ? "Backends:b:MinInterval" : "dendrite.json", line, StringComparison.Ordinal);
        _one.Document = """{"from":3}""";
        Assert.Equal("patch", (await listener.NextAsync("the backend before")).Event);

        Write(("b", _two));
        await serve.ErrorLineAsync("a file that is right again", "came, changed or went: b");
        await listener.NextAsync("patch", "the other address");
    }

    private string Write(params (string Name, ScriptedBackend Backend)[] backends) => _folder.Write(
        "dendrite.json",
        $$"""{ "Backends": { {{string.Join(", ", backends.Select(b => $$"""
          "{{b.Name}}": { "BaseAddress": "{{b.Backend.BaseAddress}}", "Public": true, "MinInterval": "20ms", "MaxInterval": "40ms" }
          """))}} } }""");
}
