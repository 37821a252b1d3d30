using System.Text.Json;
using Dendrite.IntegrationTests.Testing;
using Dendrite.Resources;

namespace Dendrite.IntegrationTests.Edge;

/// <summary>What the public side answers to what it is asked, the wrong included.</summary>
public sealed class PublicApiTests : IAsyncLifetime
{
    private const string Prefix = "/_dendrite/client/v1/resources/";

    private readonly ScriptedBackend _backend = new() { Document = """{"n":1}""" };
    private TestSilo _silo = null!;

    public async Task InitializeAsync()
    {
        var open = TestSilo.DefinitionOf(_backend);
        _silo = await TestSilo.StartAsync(null, open, open with { Name = "closed", Public = false }, new BackendDefinition { Name = "stub", BaseAddress = new Uri("stub:"), Public = true });
    }

    public async Task DisposeAsync()
    {
        await _silo.DisposeAsync();
        await _backend.DisposeAsync();
    }

    [Theory]
    [InlineData("GET", Prefix + "nope/x", 404, "unknown-backend", "'nope'")]
    [InlineData("GET", Prefix + "nope", 404, "unknown-backend", "'nope'")]
    [InlineData("GET", Prefix + "%6eope/x", 404, "unknown-backend", "'nope'")]
    [InlineData("GET", Prefix + "b/a/../c", 400, "malformed-path", "'..'")]
    [InlineData("GET", Prefix + "b/..", 400, "malformed-path", "'..'")]
    [InlineData("GET", Prefix + "b/./c", 400, "malformed-path", "'.'")]
    [InlineData("GET", Prefix + "b/%2e%2e/c", 400, "malformed-path", "'..'")]
    [InlineData("GET", Prefix + "b/%2E./c", 400, "malformed-path", "'..'")]
    [InlineData("GET", Prefix + "b/../../../../../etc/passwd", 400, "malformed-path", "'..'")]
    [InlineData("GET", Prefix + "b/%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc", 400, "malformed-path", "'..'")]
    [InlineData("GET", Prefix + "b/a%2f..%2f..%2fc", 400, "malformed-path", "'..'")]
    [InlineData("GET", Prefix + "b/%zz", 400, "malformed-path", "%zz")]
    [InlineData("GET", Prefix + "b/x%", 400, "malformed-path", "x%")]
    [InlineData("GET", Prefix + "b/x%2", 400, "malformed-path", "x%2")]
    [InlineData("GET", Prefix + "b/a\\c", 400, "malformed-path", "backslash")]
    [InlineData("GET", Prefix + "b/a%5Cc", 400, "malformed-path", "backslash")]
    [InlineData("GET", Prefix + "b/a%0d%0aX-Evil:1", 400, "malformed-path", "control character")]
    [InlineData("GET", Prefix + "b/x?dendrite-format=xml", 400, "unknown-format", "'xml'")]
    [InlineData("GET", Prefix + "b/..;x=1/c", 400, "malformed-path", "'..'")]
    [InlineData("GET", Prefix + "b/%252e%252e/c", 400, "malformed-path", "'..'")]
    [InlineData("GET", Prefix + "b/x?dendrite-nonsense=1", 400, "invalid-request", "dendrite-nonsense")]
    [InlineData("GET", Prefix + "b/x?q=1&dendrite-fromat=list", 400, "invalid-request", "dendrite-format")]
    [InlineData("GET", Prefix + "closed/x", 401, "login-required", "'closed'")]
    [InlineData("GET", Prefix + "stub/nothing-here", 404, "gone", "404")]
    [InlineData("GET", "/_dendrite/client/v1/nothing", 404, "not-found", "/_dendrite/client/v1/nothing")]
    [InlineData("GET", "/_dendrite/client/v1", 404, "not-found", "/_dendrite/client/v1")]
    [InlineData("DELETE", Prefix + "b/x", 405, "method-not-allowed", "DELETE")]
    [InlineData("POST", Prefix + "b/x", 405, "method-not-allowed", "POST")]
    public async Task Request_Wrong_ProblemThatNamesTheThing(string method, string target, int status, string code, string named)
    {
        var answer = await RawHttp.SendAsync(_silo.Url, method, target);
        AssertProblem(answer, status, code, named);
        Assert.DoesNotContain(_backend.Requests, r => r.Target.Contains("etc", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Request_FormatWrongInAcceptParameter_ProblemThatNamesIt() =>
        AssertProblem(await RawHttp.SendAsync(_silo.Url, "GET", Prefix + "b/x", "Accept: text/event-stream;dendrite-format=xml"), 400, "unknown-format", "'xml'");

    [Fact]
    public async Task Request_ListensToUnknownBackend_ProblemNotStream() =>
        AssertProblem(await RawHttp.SendAsync(_silo.Url, "GET", Prefix + "nope/x", "Accept: text/event-stream"), 404, "unknown-backend", "'nope'");

    [Fact]
    public async Task Request_ListensToClosedBackend_ProblemNotStream() =>
        AssertProblem(await RawHttp.SendAsync(_silo.Url, "GET", Prefix + "closed/x", "Accept: text/event-stream"), 401, "login-required", "'closed'");

    [Fact]
    public async Task Query_LongerThanAllowed_ProblemWithBothNumbers()
    {
        AssertProblem(await RawHttp.SendAsync(_silo.Url, "GET", Prefix + "b/x?q=" + new string('a', 4095)), 414, "query-too-long", "4097");
        AssertProblem(await RawHttp.SendAsync(_silo.Url, "GET", Prefix + "b/x?q=" + new string('a', 50_000)), 414, "query-too-long", "50002");
        Assert.Equal(200, (await RawHttp.SendAsync(_silo.Url, "GET", Prefix + "b/x?q=" + new string('a', 4094))).Status);
    }

    [Fact]
    public async Task Path_LongerThanAllowed_Problem() =>
        AssertProblem(await RawHttp.SendAsync(_silo.Url, "GET", Prefix + "b/" + new string('a', 5000)), 400, "malformed-path", "5000");

    [Fact]
    public async Task Prefix_Escaped_ProblemOrAnswerButNeverAnotherPath()
    {
        var answer = await RawHttp.SendAsync(_silo.Url, "GET", "/_dendrite/client/v1/%72esources/b/x");
        AssertProblem(answer, 400, "malformed-path", Prefix);
    }

    [Theory]
    [InlineData("b/x", 204)]
    [InlineData("nope/x", 204)]
    public async Task Preflight_AnyResource_Allowed(string resource, int status)
    {
        var answer = await RawHttp.SendAsync(
            _silo.Url, "OPTIONS", Prefix + resource, "Origin: https://app.example", "Access-Control-Request-Method: GET", "Access-Control-Request-Headers: last-event-id");
        Assert.Equal(status, answer.Status);
        AssertCors(answer);
        Assert.Contains("Last-Event-ID", answer.Headers["Access-Control-Allow-Headers"], StringComparison.Ordinal);
        Assert.Contains("GET", answer.Headers["Access-Control-Allow-Methods"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task MethodNotAllowed_Answer_NamesTheMethodsThatAre()
    {
        var answer = await RawHttp.SendAsync(_silo.Url, "PUT", Prefix + "b/x");
        Assert.Equal(405, answer.Status);
        Assert.Contains("GET", answer.Headers["Allow"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Document_Get_HasTagPositionAndCors()
    {
        _backend.Document = "{\n  \"n\": 1\n}";
        var answer = await RawHttp.SendAsync(_silo.Url, "GET", Prefix + "b/x");
        Assert.Equal((200, "application/json", "{\n  \"n\": 1\n}"), (answer.Status, answer.Headers["Content-Type"], answer.Body));
        Assert.Matches("^\"[0-9a-f]{32}\"$", answer.Headers["ETag"]);
        Assert.Matches("^[0-9a-f]{16}-0{15}1$", answer.Headers["Dendrite-Position"]);
        AssertCors(answer);
        Assert.Contains("Dendrite-Position", answer.Headers["Access-Control-Expose-Headers"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("If-None-Match: {0}", 304)]
    [InlineData("If-None-Match: W/{0}", 304)]
    [InlineData("If-None-Match: \"other\", {0}", 304)]
    [InlineData("If-None-Match: *", 304)]
    [InlineData("If-None-Match: \"other\"", 200)]
    public async Task Document_IfNoneMatch_NotModifiedWhereItMatches(string header, int status)
    {
        var first = await RawHttp.SendAsync(_silo.Url, "GET", Prefix + "b/x");
        var second = await RawHttp.SendAsync(_silo.Url, "GET", Prefix + "b/x", header.Replace("{0}", first.Headers["ETag"], StringComparison.Ordinal));
        Assert.Equal(status, second.Status);
        Assert.Equal(first.Headers["ETag"], second.Headers["ETag"]);
        Assert.Equal(status == 304 ? "" : first.Body, second.Body);
        AssertCors(second);
    }

    [Fact]
    public async Task Document_Head_HeadersOfGetWithoutBody()
    {
        var get = await RawHttp.SendAsync(_silo.Url, "GET", Prefix + "b/x");
        var head = await RawHttp.SendAsync(_silo.Url, "HEAD", Prefix + "b/x");
        Assert.Equal((200, ""), (head.Status, head.Body));
        foreach (var name in new[] { "Content-Type", "Content-Length", "ETag", "Dendrite-Position" }) Assert.Equal(get.Headers[name], head.Headers[name]);
    }

    [Fact]
    public async Task Head_OfAnEventStream_AnswersAtOnce()
    {
        var head = await RawHttp.SendAsync(_silo.Url, "HEAD", Prefix + "b/x", "Accept: text/event-stream");
        Assert.Equal((200, ""), (head.Status, head.Body));
    }

    [Fact]
    public async Task Monitor_Up_Answers()
    {
        var answer = await RawHttp.SendAsync(_silo.Url, "GET", "/_dendrite/monitor/up");
        Assert.Equal(200, answer.Status);
        Assert.Contains("up", answer.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a/b//c/", "a/b//c/")]
    [InlineData("a%20b/%C3%A9%2Fx", "a%20b/%C3%A9%2Fx")]
    // One resource has one spelling, and is polled once.
    [InlineData("%41%7e%2d/%61%c3%a9", "A~-/a%C3%A9")]
    [InlineData("a%23b", "a%23b")]
    [InlineData("a;v=1,2/@x:y/(z)'!$&*+=", "a;v=1,2/@x:y/(z)'!$&*+=")]
    [InlineData("x?a=%20+b&c=%zz&d=%41&e=\"<>|^`{}", "x?a=%20+b&c=%zz&d=%41&e=\"<>|^`{}")]
    [InlineData("x?dendrite-format=merge&a=1", "x?a=1")]
    [InlineData("x?a=1&dendrite-format=merge&b=2", "x?a=1&b=2")]
    [InlineData("x?dendrite-format=merge", "x")]
    [InlineData("x?a=dendrite-format", "x?a=dendrite-format")]
    [InlineData("x?a=1&&b", "x?a=1&&b")]
    [InlineData("x?a?b=c", "x?a?b=c")]
    [InlineData("", "")]
    public async Task Target_AsSent_ReachesTheBackendInItsOneSpelling(string sent, string reached)
    {
        var answer = await RawHttp.SendAsync(_silo.Url, "GET", Prefix + "b/" + sent);
        Assert.True(answer.Status == 200, answer.Body);
        Assert.Equal("/api/" + reached, Assert.Single(_backend.Requests).Target);
    }

    private static void AssertProblem(RawAnswer answer, int status, string code, string named)
    {
        Assert.True(status == answer.Status, $"expected {status}, got {answer.Status}: {answer.Body}");
        Assert.Equal("application/problem+json", answer.Headers["Content-Type"]);
        AssertCors(answer);
        using var problem = JsonDocument.Parse(answer.Body);
        Assert.Equal(status, problem.RootElement.GetProperty("status").GetInt32());
        Assert.Equal(code, problem.RootElement.GetProperty("code").GetString());
        Assert.Equal("urn:dendrite:error:" + code, problem.RootElement.GetProperty("type").GetString());
        Assert.False(string.IsNullOrEmpty(problem.RootElement.GetProperty("title").GetString()));
        Assert.Contains(named, problem.RootElement.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    private static void AssertCors(RawAnswer answer) => Assert.Equal("*", answer.Headers.GetValueOrDefault("Access-Control-Allow-Origin"));
}
