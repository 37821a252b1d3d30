using System.Text.Json;
using Dendrite.IntegrationTests.Testing;

namespace Dendrite.IntegrationTests.Cli;

/// <summary>Where <c>dendrite serve</c> takes its settings from, and what it says when they are wrong.</summary>
public sealed class ServeConfigurationTests : IAsyncDisposable
{
    private readonly ScriptedBackend _backend = new() { Document = """{"n":1}""" };
    private readonly TemporaryDirectory _folder = new();

    public async ValueTask DisposeAsync()
    {
        await _backend.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Configuration_SeveralFaults_AllListedWithFullKeys()
    {
        var file = _folder.Write("faulty.json", """
            {
              "Heartbeat": "never",
              "Backends": {
                "one": { "BaseAddress": "not a url", "MinInterval": "10", "SizeLimit": "20XB", "Public": "maybe", "Nonsense": 1 },
                "two": { "MaxConcurrency": 0, "MinInterval": "5s", "MaxInterval": "1s", "Headers": { "Bad Name": "x", "Host": "y" } },
                "thr ee": { "BaseAddress": "http://user:secret@h/?q=1" }
              }
            }
            """);
        await using var serve = ChildProcess.Run("serve", "--config", file, "--urls", "http://127.0.0.1:0");
        var (code, output, errors) = await serve.ExitAsync("a faulty configuration");
        Assert.Equal(2, code);
        Assert.Empty(output);
        string[] keys =
        [
            "Heartbeat", "Backends:one:BaseAddress", "Backends:one:MinInterval", "Backends:one:SizeLimit", "Backends:one:Public", "Backends:one:Nonsense",
            "Backends:two:BaseAddress", "Backends:two:MaxConcurrency", "Backends:two:MaxInterval", "Backends:two:Headers:Bad Name", "Backends:two:Headers:Host",
            "Backends:thr ee", "Backends:thr ee:BaseAddress",
        ];
        foreach (var key in keys) Assert.Contains(errors, e => e.TrimStart().StartsWith(key + " ", StringComparison.Ordinal));
        Assert.DoesNotContain(errors, e => e.Contains("secret", StringComparison.Ordinal) || e.Contains("   at ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("broken.json", "{ \"Backends\": ")]
    [InlineData("broken.ini", "[Backends:b\nBaseAddress")]
    public async Task Configuration_FileBroken_NamedAndExitCode2(string name, string content)
    {
        var file = _folder.Write(name, content);
        await using var serve = ChildProcess.Run("serve", "--config", file);
        var (code, _, errors) = await serve.ExitAsync("a broken file");
        Assert.Equal(2, code);
        Assert.Contains(errors, e => e.Contains(name, StringComparison.Ordinal));
        Assert.DoesNotContain(errors, e => e.Contains("   at ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Configuration_FileMissing_NamedAndExitCode2()
    {
        await using var serve = ChildProcess.Run("serve", "--config", "/nowhere/dendrite.json");
        var (code, _, errors) = await serve.ExitAsync("a missing file");
        Assert.Equal(2, code);
        Assert.Contains(errors, e => e.Contains("/nowhere/dendrite.json", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Configuration_UrlTaken_ExitCode1()
    {
        await using var serve = ChildProcess.Run("serve", "--urls", _backend.BaseAddress.GetLeftPart(UriPartial.Authority));
        var (code, _, errors) = await serve.ExitAsync("a port that is taken");
        Assert.Equal(1, code);
        Assert.DoesNotContain(errors, e => e.Contains("   at ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("settings.json")]
    [InlineData("settings.ini")]
    public async Task Configuration_File_AllKeysTaken(string name)
    {
        var content = name.EndsWith(".json", StringComparison.Ordinal)
            ? $$"""
              {
                // Comments are allowed.
                "DataDirectory": "{{_folder.Path}}/data",
                "Heartbeat": "00:00:00.300",
                "Backends": { "file": {
                  "BaseAddress": "{{_backend.BaseAddress}}", "Public": true, "MinInterval": "00:00:00.200", "MaxInterval": "0.4s", "Linger": "1m",
                  "TimeLimit": "2s", "SizeLimit": "1KiB", "MaxConcurrency": 2, "Keys": ["serial", "id"], "ContentTypes": ["text/x-odd"], "Headers": { "X-Key": "k" }, "Paths": ["x"]
                } }
              }
              """
            : $"""
              DataDirectory={_folder.Path}/data
              Heartbeat=300ms
              ; Comments are allowed.
              [Backends:file]
              BaseAddress={_backend.BaseAddress}
              Public=true
              MinInterval=200ms
              MaxInterval=0.4s
              Linger=1m
              TimeLimit=2s
              SizeLimit=1024B
              MaxConcurrency=2
              Keys=serial, id
              ContentTypes=text/x-odd
              Paths=y, x
              [Backends:file:Headers]
              X-Key=k
              """;
        _backend.Answer((_, reply) => reply.SendAsync(200, """[{"serial":1,"v":1}]""", "Content-Type: text/x-odd"));
        var (serve, url) = await ServeProcess.StartAsync("--config", _folder.Write(name, content));
        await using var _ = serve;
        await using var listener = await SseClient.ConnectAsync(ServeProcess.Resource(url, "file/x?dendrite-format=list"));
        await listener.NextAsync("snapshot", "start");
        Assert.Equal("k", _backend.Requests[0].Header("X-Key"));
        Assert.NotEmpty(Directory.GetFiles(Path.Combine(_folder.Path, "data"), "dendrite*.db"));
        // The key decides that this is an update of one item, not another item.
        _backend.Answer((_, reply) => reply.SendAsync(200, """[{"serial":1,"v":2}]""", "Content-Type: text/x-odd"));
        Assert.Equal("update", (await listener.NextAsync("an item changes")).Event);
        _backend.Answer((_, reply) => reply.SendAsync(200, new string(' ', 1025), "Content-Type: text/x-odd"));
        var stale = await listener.NextAsync("too large");
        Assert.Contains("1024 bytes", stale.Json.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.InRange(_backend.Requests[1].Since(_backend.Requests[0]).TotalSeconds, 0.19, 5);
        while (!(await listener.ReadBlockAsync("a heartbeat"))!.IsComment)
        {
        }
    }

    [Fact]
    public async Task Configuration_EnvironmentAndCommandLine_OverrideTheFile()
    {
        var file = _folder.Write("settings.json", """
            { "Urls": "http://127.0.0.1:1", "Backends": { "b": { "BaseAddress": "http://127.0.0.1:1/file/", "Public": true, "Paths": ["doc"], "Headers": { "X-From": "file", "X-File": "yes" } } } }
            """);
        var address = _backend.BaseAddress.GetLeftPart(UriPartial.Authority);
        var process = ChildProcess.Start(
            ChildProcess.Dendrite,
            ["serve", "--config", file, "--urls", "http://127.0.0.1:0", $"--Backends:b:BaseAddress={address}/line"],
            ("Backends__b__BaseAddress", address + "/environment/"),
            ("Backends__b__Headers__X-From", "environment"));
        var (serve, url) = await ServeProcess.WaitAsync(process);
        await using var _ = serve;
        using var http = new HttpClient();
        Assert.Equal("""{"n":1}""", await http.GetStringAsync(ServeProcess.Resource(url, "b/doc")));
        var request = Assert.Single(_backend.Requests);
        // The slash at the end of a base address is understood.
        Assert.Equal(("/line/doc", "environment", "yes"), (request.Target, request.Header("X-From"), request.Header("X-File")));
    }

    [Fact]
    public async Task Configuration_DurationAndSizeForms_AllTaken()
    {
        string[] durations = ["00:00:00.200", "200ms", "0.2 s", "5S", "1m", "2h", "1d", "1.00:00:00"];
        string[] sizes = ["1000", "500B", "20MB", "1.5 kb", "1MiB", "0.5GiB"];
        var arguments = new List<string>();
        foreach (var (key, value) in durations.Select(d => ("MinInterval", d)).Concat(sizes.Select(s => ("SizeLimit", s))))
        {
            var backend = $"--Backends:b{arguments.Count}";
            arguments.AddRange([$"{backend}:BaseAddress={_backend.BaseAddress}", $"{backend}:Public=true", $"{backend}:{key}={value}"]);
        }
        var (serve, url) = await ServeProcess.StartAsync([.. arguments]);
        await using var _ = serve;
        using var http = new HttpClient();
        for (var i = 0; i < arguments.Count; i += 3) Assert.Equal("""{"n":1}""", await http.GetStringAsync(ServeProcess.Resource(url, $"b{i}/doc")));
    }

    [Fact]
    public async Task Configuration_NoBackends_ServesAndSaysSo()
    {
        var (serve, url) = await ServeProcess.StartAsync();
        await using var _ = serve;
        using var http = new HttpClient();
        Assert.Equal("up", JsonDocument.Parse(await http.GetStringAsync(new Uri(url, "/_dendrite/monitor/up"))).RootElement.GetProperty("status").GetString());
        var answer = await http.GetAsync(ServeProcess.Resource(url, "b/x"));
        Assert.Contains("none", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}
