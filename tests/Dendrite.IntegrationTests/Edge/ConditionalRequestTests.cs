using System.Globalization;
using Dendrite.IntegrationTests.Testing;
using Dendrite.Resources;

namespace Dendrite.IntegrationTests.Edge;

/// <summary>What is sent with a poll and how an answer's own wishes are obeyed.</summary>
public sealed class ConditionalRequestTests : IAsyncLifetime
{
    private readonly ScriptedBackend _backend = new() { Document = """{"n":1}""" };
    private TestSilo _silo = null!;

    public async Task InitializeAsync() => _silo = await TestSilo.StartAsync(_backend, d => d with
    {
        Paths = [new PathRule { Pattern = PathPattern.Parse("**") }],
        Headers = new Dictionary<string, string> { ["X-Api-Key"] = "k-1", ["User-Agent"] = "Mine/2" },
    });

    public async Task DisposeAsync()
    {
        await _silo.DisposeAsync();
        await _backend.DisposeAsync();
    }

    [Fact]
    public async Task ETag_SentBack_NotModifiedBringsNothing()
    {
        await using var listener = await _silo.ListenAsync("b/doc");
        await listener.NextAsync("snapshot", "start");
        await _backend.WaitForRequestsAsync(4, "polling an unchanged document");
        var requests = _backend.Requests;
        Assert.Null(requests[0].Header("If-None-Match"));
        Assert.All(requests.Skip(1), r => Assert.Equal(ScriptedBackend.TagOf("""{"n":1}"""), r.Header("If-None-Match")));
        _backend.Document = """{"n":2}""";
        var patch = await listener.NextAsync("change");
        Assert.Equal("patch", patch.Event);
        await _backend.WaitForRequestsAsync(_backend.Count + 2, "polling after the change");
        Assert.Equal(ScriptedBackend.TagOf("""{"n":2}"""), _backend.Requests[^1].Header("If-None-Match"));
    }

    [Theory]
    [InlineData("W/\"weak\"")]
    [InlineData("\"\"")]
    public async Task ETag_WeakOrEmpty_SentBackAsItCame(string tag)
    {
        _backend.Answer((_, reply) => reply.JsonAsync("1", $"ETag: {tag}"));
        await using var listener = await _silo.ListenAsync("b/doc");
        await _backend.WaitForRequestsAsync(3, "polling");
        Assert.Equal(tag, _backend.Requests[^1].Header("If-None-Match"));
    }

    [Fact]
    public async Task ETag_GoneFromTheAnswer_NotSentAnyMore()
    {
        _backend.Answer((r, reply) => r.Header("If-None-Match") is null ? reply.JsonAsync("1", "ETag: \"a\"") : reply.JsonAsync("2"));
        await using var listener = await _silo.ListenAsync("b/doc");
        await _backend.WaitForRequestsAsync(3, "polling");
        Assert.Equal([null, "\"a\"", null], _backend.Requests.Take(3).Select(r => r.Header("If-None-Match")));
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(2, false)]
    [InlineData(3, true)]
    [InlineData(3600, true)]
    public async Task LastModified_SomeSecondsBeforeDate_SentBackOnceItIsOlderThanTwo(int seconds, bool sent)
    {
        var date = new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
        var modified = date - TimeSpan.FromSeconds(seconds);
        _backend.Answer((_, reply) => reply.JsonAsync("1", $"Date: {date:R}", $"Last-Modified: {modified:R}"));
        await using var listener = await _silo.ListenAsync("b/doc");
        await _backend.WaitForRequestsAsync(3, "polling");
        Assert.Equal(sent ? modified.ToString("R", CultureInfo.InvariantCulture) : null, _backend.Requests[^1].Header("If-Modified-Since"));
    }

    [Theory]
    [InlineData(200, "Cache-Control: max-age=1")]
    [InlineData(200, "Cache-Control: public, max-age=3601|Age: 3600")]
    [InlineData(200, "X-Poll-Interval: 1")]
    [InlineData(200, "Retry-After: 1")]
    [InlineData(503, "Retry-After: 1")]
    [InlineData(429, "Retry-After: 1")]
    public async Task Answer_AsksToWait_NotAskedSooner(int status, string headers)
    {
        _backend.Answer((_, reply) => reply.SendAsync(status, "1", ["Content-Type: application/json", .. headers.Split('|')]));
        await using var listener = await _silo.ListenAsync("b/doc");
        await _backend.WaitForRequestsAsync(3, "polling a backend that asks for time");
        var requests = _backend.Requests;
        Assert.InRange(requests[1].Since(requests[0]).TotalSeconds, 0.95, 5);
        Assert.InRange(requests[2].Since(requests[1]).TotalSeconds, 0.95, 5);
    }

    [Theory]
    [InlineData("Cache-Control: no-cache, max-age=3600")]
    [InlineData("Cache-Control: no-store")]
    [InlineData("Cache-Control: max-age=0")]
    [InlineData("Cache-Control: garbage, =")]
    [InlineData("X-Poll-Interval: soon")]
    [InlineData("Retry-After: Wed, 21 Oct 2015 07:28:00 GMT")]
    public async Task Answer_AsksForNothingUsable_PolledAtTheUsualInterval(string header)
    {
        _backend.Answer((_, reply) => reply.JsonAsync("1", header));
        await using var listener = await _silo.ListenAsync("b/doc");
        await _backend.WaitForRequestsAsync(5, "polling");
    }

    [Fact]
    public async Task NotModified_AsksToWait_NotAskedSooner()
    {
        _backend.Answer((r, reply) => r.Header("If-None-Match") is null
            ? reply.JsonAsync("1", "ETag: \"a\"")
            : reply.SendAsync(304, "", "ETag: \"a\"", "Cache-Control: max-age=1"));
        await using var listener = await _silo.ListenAsync("b/doc");
        await _backend.WaitForRequestsAsync(3, "polling");
        Assert.InRange(_backend.Requests[2].Since(_backend.Requests[1]).TotalSeconds, 0.95, 5);
    }

    [Fact]
    public async Task Request_ConfiguredHeaders_SentAndOverrideTheUsual()
    {
        await _silo.Client.FetchAsync(new("b", "doc"));
        var request = Assert.Single(_backend.Requests);
        Assert.Equal(("GET", "/api/doc"), (request.Method, request.Target));
        Assert.Equal("k-1", request.Header("X-Api-Key"));
        Assert.Equal("Mine/2", request.Header("User-Agent"));
        Assert.StartsWith("application/json", request.Header("Accept"), StringComparison.Ordinal);
        Assert.Equal(_backend.BaseAddress.Authority, request.Header("Host"));
        Assert.Null(request.Header("Cookie"));
        Assert.Null(request.Header("Content-Length"));
    }

    [Fact]
    public async Task Cookies_SetByTheBackend_NotSentBack()
    {
        _backend.Answer((_, reply) => reply.JsonAsync("1", "Set-Cookie: a=b"));
        await using var listener = await _silo.ListenAsync("b/doc");
        await _backend.WaitForRequestsAsync(3, "polling");
        Assert.All(_backend.Requests, r => Assert.Null(r.Header("Cookie")));
    }

    [Fact]
    public async Task Document_AnotherSpellingOfTheSame_NoUpdate()
    {
        string[] spellings = ["""{"a":1,"b":[]}""", """{ "b": [ ], "a": 1 }""", """{"\u0061":1,"b":[]}"""];
        var turn = 0;
        _backend.Answer((_, reply) => reply.JsonAsync(spellings[turn++ % spellings.Length]));
        await using var listener = await _silo.ListenAsync("b/doc");
        await listener.NextAsync("snapshot", "start");
        await _backend.WaitForRequestsAsync(8, "polling");
        _backend.Answer((_, reply) => reply.JsonAsync("""{"a":2,"b":[]}"""));
        var next = await listener.NextAsync("a true change");
        Assert.Equal(("patch", 2), (next.Event, next.Position.Sequence));
    }
}
