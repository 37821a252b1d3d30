using System.Collections.Concurrent;
using System.Diagnostics;
using Dendrite.IntegrationTests.Testing;
using Dendrite.Protocol;
using Dendrite.Resources;

namespace Dendrite.IntegrationTests.Backends;

/// <summary>What a backend is sent by its settings: parameters, headers by path, and POST; and what nobody else learns of it.</summary>
public sealed class SentTests : IAsyncDisposable
{
    private const string Secret = "s3cret/+";
    private const string Sent = "s3cret%2F%2B";

    private readonly ScriptedBackend _backend = new();
    private readonly ScriptedBackend _other = new();
    private IUpstream? _upstream;

    public async ValueTask DisposeAsync()
    {
        (_upstream as IDisposable)?.Dispose();
        await _backend.DisposeAsync();
        await _other.DisposeAsync();
    }

    [Theory]
    [InlineData("", "/api/doc?api_key=" + Sent)]
    [InlineData("q=a%2Fb", "/api/doc?q=a%2Fb&api_key=" + Sent)]
    [InlineData("API_KEY=mine&q=1&api%5Fkey=mine", "/api/doc?q=1&api_key=" + Sent)]
    public async Task Query_IsAddedToEachRequest_InPlaceOfWhatAClientSends(string query, string target)
    {
        await PollAsync("doc", query);
        Assert.Equal(target, Assert.Single(_backend.Requests).Target);
    }

    /// <summary>A backend says the key back in its redirect: it is added once where it belongs, remembered nowhere, and sent nowhere else.</summary>
    [Fact]
    public async Task Query_ThatARedirectSaysBack_IsKeptAtHome()
    {
        _backend.Answer((r, reply) => r.Target.StartsWith("/api/doc", StringComparison.Ordinal) ? reply.SendAsync(301, "", $"Location: /api/moved?api_key={Sent}&a=1") : reply.JsonAsync("1"));
        await PollAsync("doc");
        await PollAsync("doc");
        Assert.Equal([$"/api/doc?api_key={Sent}", $"/api/moved?a=1&api_key={Sent}", $"/api/moved?a=1&api_key={Sent}"], _backend.Requests.Select(r => r.Target));
        _backend.Answer((_, reply) => reply.SendAsync(302, "", $"Location: {_other.BaseAddress}doc?api_key={Sent}&a=1"));
        var refused = Assert.IsType<PollOutcome.Failed>(await PollAsync("else"));
        Assert.Equal((DendriteErrorCode.UpstreamRedirect, false), (refused.Code, refused.Reason.Contains("s3cret", StringComparison.Ordinal)));
        await PollAsync("else", "", d => d with { Redirects = RedirectPolicy.Any });
        Assert.Equal("/api/doc?a=1", Assert.Single(_other.Requests).Target);
    }

    /// <summary>What is traced of a request has its path.</summary>
    [Fact]
    public async Task Query_IsInNoTraceAndNoError()
    {
        var traced = new ConcurrentBag<string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "System.Net.Http",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => traced.Add(string.Join(' ', activity.TagObjects.Select(tag => $"{tag.Key}={tag.Value}"))),
        };
        ActivitySource.AddActivityListener(listener);
        await PollAsync("doc", "q=1");
        Assert.Contains(traced, tags => tags.Contains("/api/doc", StringComparison.Ordinal));
        Assert.DoesNotContain(traced, tags => tags.Contains("s3cret", StringComparison.Ordinal));
        _backend.Refuse();
        Assert.DoesNotContain("s3cret", Assert.IsType<PollOutcome.Failed>(await PollAsync("doc")).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Headers_OfARule_GoToItsPathsAlone_AlsoByRedirect()
    {
        _backend.Answer((r, reply) => r.Target.StartsWith("/api/own", StringComparison.Ordinal) ? reply.SendAsync(302, "", "Location: /api/doc") : reply.JsonAsync("1"));
        await PollAsync("own");
        Assert.Equal([("own", "both"), ("all", "both")], _backend.Requests.Select(r => (r.Header("X-Who"), r.Header("X-Both"))));
    }

    [Fact]
    public async Task Post_SendsItsBody_AndIsConditionalByItsTagAlone()
    {
        _backend.Answer((r, reply) => r.Header("If-None-Match") is null ? reply.JsonAsync("[1]", "ETag: \"a\"") : reply.SendAsync(412, ""));
        var first = Assert.IsType<PollOutcome.Answered>(await PollAsync("graphql"));
        Assert.IsType<PollOutcome.NotModified>(await PollAsync("graphql", validators: first.Validators));
        await PollAsync("graphql", validators: new Validators(null, DateTimeOffset.UnixEpoch));
        var request = _backend.Requests[0];
        Assert.Equal(("POST", """{"query":"{ all }"}""", "application/json"), (request.Method, request.Body, request.Header("Content-Type")));
        Assert.Equal([null, "\"a\"", null], _backend.Requests.Select(r => r.Header("If-None-Match")));
        Assert.All(_backend.Requests, r => Assert.Null(r.Header("If-Modified-Since")));
    }

    /// <summary>Without a condition, 412 is what any other status of 400 is.</summary>
    [Fact]
    public async Task Post_412WithoutACondition_IsAFailure()
    {
        _backend.Answer((_, reply) => reply.SendAsync(412, ""));
        Assert.Equal(412, Assert.IsType<PollOutcome.Failed>(await PollAsync("graphql")).StatusCode);
    }

    [Theory]
    [InlineData("graphql", "application/graphql+json")]
    [InlineData("doc", null)]
    public async Task ContentType_OfTheConfiguration_GoesWithABodyOnly(string path, string? type)
    {
        await PollAsync(path, "", d => d with { Headers = new Dictionary<string, string> { ["Content-Type"] = "application/graphql+json" } });
        Assert.Equal(type, Assert.Single(_backend.Requests).Header("Content-Type"));
    }

    [Theory]
    [InlineData(307, true)]
    [InlineData(308, true)]
    [InlineData(301, false)]
    [InlineData(302, false)]
    [InlineData(303, false)]
    public async Task Rfc9110_15_4_Post_IsSentAgainWhereTheRedirectKeepsIt(int status, bool isFollowed)
    {
        _backend.Answer((r, reply) => r.Target.StartsWith("/api/graphql", StringComparison.Ordinal) ? reply.SendAsync(status, "", "Location: /api/moved") : reply.JsonAsync("1"));
        var outcome = await PollAsync("graphql");
        if (isFollowed) Assert.Equal(("POST", """{"query":"{ all }"}"""), (_backend.Requests[^1].Method, _backend.Requests[^1].Body));
        else Assert.Equal((DendriteErrorCode.UpstreamRedirect, 1), (Assert.IsType<PollOutcome.Failed>(outcome).Code, _backend.Count));
    }

    [Fact]
    public async Task Rfc9110_15_4_Post_GoesToNoOtherOrigin()
    {
        _backend.Answer((_, reply) => reply.SendAsync(307, "", $"Location: {_other.BaseAddress}doc"));
        var failed = Assert.IsType<PollOutcome.Failed>(await PollAsync("graphql", "", d => d with { Redirects = RedirectPolicy.Any }));
        Assert.Contains("the body of a POST is sent to no other origin", failed.Reason, StringComparison.Ordinal);
        Assert.Empty(_other.Requests);
    }

    private Task<PollOutcome> PollAsync(string path, string query = "", Func<BackendDefinition, BackendDefinition>? change = null, Validators? validators = null)
    {
        var definition = TestSilo.DefinitionOf(_backend) with
        {
            Query = new Dictionary<string, string> { ["api_key"] = Secret },
            Headers = new Dictionary<string, string> { ["X-Who"] = "all", ["X-Both"] = "both" },
            Paths =
            [
                new PathRule { Pattern = PathPattern.Parse("own"), Headers = new Dictionary<string, string> { ["X-Who"] = "own" } },
                new PathRule { Pattern = PathPattern.Parse("graphql"), Method = ReadMethod.Post, Body = """{"query":"{ all }"}""" },
                new PathRule { Pattern = PathPattern.Parse("**") },
            ],
        };
        if (change is not null) (_upstream as IDisposable)?.Dispose();
        if (change is not null || _upstream is null) _upstream = Upstreams.Connect((change ?? (d => d))(definition), TimeProvider.System);
        return _upstream.PollAsync(new PollRequest(path, query, validators), CancellationToken.None);
    }
}
