using System.Globalization;
using System.Text;
using Dendrite.IntegrationTests.Testing;

namespace Dendrite.IntegrationTests.Edge;

/// <summary>However a backend misbehaves, listeners hear why and when it is tried again, and later that all is well.</summary>
public sealed class BackendFaultTests : FaultyBackend
{
    private const long TwoHundredMegabytes = 200_000_000;

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(206)]
    [InlineData(401)]
    public Task Status_NotSuccess_StaleThenFresh(int status) =>
        FailsAndRecovers((_, reply) => reply.SendAsync(status, "oops"), "upstream-status", $"answered {status}", status);

    [Fact]
    public async Task Connection_Refused_StaleThenFresh()
    {
        await using var listener = await StartAsync();
        Backend.Refuse();
        await ExpectStaleAsync(listener, "upstream-unreachable", "could not be reached", null);
        Backend.AcceptAgain();
        await ExpectRecoveryAsync(listener);
    }

    [Fact]
    public Task Answer_NoneWithinTimeLimit_StaleThenFresh() =>
        FailsAndRecovers((_, reply) => reply.HangAsync(Backend.Ending), "upstream-timeout", "within 1.5 s");

    [Fact]
    public Task Answer_StopsMidBodyBeyondTimeLimit_StaleThenFresh() => FailsAndRecovers(
        async (_, reply) =>
        {
            await reply.HeadAsync(200, "Content-Type: application/json", "Content-Length: 100");
            await reply.WriteAsync("{\"n\":"u8.ToArray());
            await reply.HangAsync(Backend.Ending);
        },
        "upstream-timeout",
        "within 1.5 s",
        null);

    [Theory]
    [InlineData("""{"n":""")]
    [InlineData("""{"n":1} trailing""")]
    [InlineData("\"\\ud800")]
    public Task Answer_InvalidJson_StaleThenFresh(string body) =>
        FailsAndRecovers((_, reply) => reply.JsonAsync(body), "upstream-invalid-json", "not valid JSON");

    [Theory]
    [InlineData("")]
    [InlineData("\r\n")]
    public Task Answer_Empty_StaleThenFresh(string body) => FailsAndRecovers((_, reply) => reply.JsonAsync(body), "upstream-empty", "is empty");

    [Fact]
    public Task Answer_Accepted_StaleUntilItIsReady() => FailsAndRecovers((_, reply) => reply.SendAsync(202, "{}", "Retry-After: 1"), "upstream-not-ready", "no document yet", 202);

    [Fact]
    public Task Answer_InACodingThatNobodyAskedFor_StaleThenFresh() =>
        FailsAndRecovers((_, reply) => reply.SendAsync(200, "xyz", "Content-Type: application/json", "Content-Encoding: compress"), "upstream-content-type", "compress", 200);

    [Fact]
    public Task Answer_NestedBeyondDepthLimit_StaleThenFresh() =>
        FailsAndRecovers((_, reply) => reply.JsonAsync(new string('[', 200_000) + new string(']', 200_000)), "upstream-invalid-json", "not valid JSON");

    [Fact]
    public Task Answer_InvalidUtf8_StaleThenFresh() =>
        FailsAndRecovers((_, reply) => reply.SendAsync(200, [(byte)'"', 0xff, 0xfe, (byte)'"'], "Content-Type: application/json"), "upstream-invalid-json", "not valid JSON");

    [Fact]
    public async Task Answer_TwoHundredMegabytesDeclared_RefusedUnread()
    {
        var before = Backend.BytesSent;
        await FailsAndRecovers(
            async (_, reply) =>
            {
                await reply.HeadAsync(200, "Content-Type: application/json", string.Create(CultureInfo.InvariantCulture, $"Content-Length: {TwoHundredMegabytes}"));
                await StreamAsync(reply, chunked: false);
            },
            "upstream-too-large",
            "size limit of 1000000 bytes",
            200);
        AssertBounded(before);
    }

    [Fact]
    public async Task Answer_TwoHundredMegabytesUndeclared_CutAtTheLimit()
    {
        var before = Backend.BytesSent;
        await FailsAndRecovers(
            async (_, reply) =>
            {
                await reply.HeadAsync(200, "Content-Type: application/json", "Transfer-Encoding: chunked");
                await StreamAsync(reply, chunked: true);
            },
            "upstream-too-large",
            "size limit of 1000000 bytes",
            200);
        AssertBounded(before);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public Task Answer_CorruptCompression_StaleThenFresh(string encoding) => FailsAndRecovers(
        (_, reply) => reply.SendAsync(200, Encoding.ASCII.GetBytes(new string('x', 3000)), "Content-Type: application/json", $"Content-Encoding: {encoding}"),
        "upstream-aborted",
        "could not be decompressed");

    [Fact]
    public Task Answer_ContentTypeHtml_StaleThenFresh() =>
        FailsAndRecovers((_, reply) => reply.SendAsync(200, "<html>login</html>", "Content-Type: text/html; charset=utf-8"), "upstream-content-type", "HTML ('text/html'), not JSON", 200);

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    public async Task Answer_Redirect_StaleAndNotFollowed(int status)
    {
        await using var other = new ScriptedBackend();
        await FailsAndRecovers(
            (_, reply) => reply.SendAsync(status, "", $"Location: {other.BaseAddress}elsewhere?secret=1"), "upstream-redirect", $"redirects ({status}) to {other.BaseAddress}elsewhere;", status);
        Assert.Equal(0, other.Count);
    }

    [Fact]
    public Task Connection_ClosedMidBody_StaleThenFresh() => FailsAndRecovers(
        async (_, reply) =>
        {
            await reply.HeadAsync(200, "Content-Type: application/json", "Content-Length: 100");
            await reply.WriteAsync("""{"n":2}"""u8.ToArray());
            reply.Close();
        },
        "upstream-aborted",
        "broke off",
        null);

    [Fact]
    public Task Connection_ClosedMidChunk_StaleThenFresh() => FailsAndRecovers(
        async (_, reply) =>
        {
            await reply.HeadAsync(200, "Content-Type: application/json", "Transfer-Encoding: chunked");
            await reply.WriteAsync("7\r\n{\"n\":2}\r\n"u8.ToArray());
            reply.Close();
        },
        "upstream-aborted",
        "broke off",
        null);

    [Fact]
    public Task Connection_ClosedWithoutAnswer_StaleThenFresh() => FailsAndRecovers(
        (_, reply) =>
        {
            reply.Close();
            return Task.CompletedTask;
        },
        "upstream-aborted",
        "before it answered");

    [Fact]
    public Task Answer_NotHttp_StaleThenFresh() => FailsAndRecovers(
        async (_, reply) =>
        {
            await reply.WriteAsync("SSH-2.0-OpenSSH_9.2\r\n\r\n"u8.ToArray());
            reply.Close();
        },
        "upstream-unreachable",
        "");

    [Fact]
    public Task Answer_NotModifiedToNobody_IsNoAnswer() => FailsAndRecovers(
        async (request, reply) =>
        {
            // The backend forgets its tags and later claims that nothing has changed.
            if (request.Header("If-None-Match") is null) await reply.SendAsync(304, "");
            else await reply.SendAsync(500, "");
        },
        "upstream-status",
        "");

    [Fact]
    public async Task Stale_WithoutADocument_ThenFirstDocumentAsSnapshot()
    {
        Backend.Answer((_, reply) => reply.SendAsync(500, "oops"));
        await using var listener = await Silo.ListenAsync("b/late");
        var stale = await listener.NextAsync("stale", "before the first document");
        Assert.Equal(0, stale.Position.Sequence);
        Backend.Behave();
        var snapshot = await listener.NextAsync("snapshot", "after recovery");
        Assert.Equal("""{"n":1}""", snapshot.Data);
        Assert.True(snapshot.Position.Follows(stale.Position), $"{snapshot.Position} does not follow {stale.Position}.");
        await listener.NextAsync("fresh", "after recovery");
    }

    [Fact]
    public async Task Stale_RepeatedFailures_CountAndBackOff()
    {
        await using var listener = await StartAsync();
        Backend.Answer((_, reply) => reply.SendAsync(500, "oops"));
        var last = DateTimeOffset.MinValue;
        for (var failures = 1; failures <= 4; failures++)
        {
            var stale = (await listener.NextAsync("stale", $"failure {failures}")).Json;
            Assert.Equal(failures, stale.GetProperty("failures").GetInt32());
            var next = stale.GetProperty("nextAttempt").GetDateTimeOffset();
            Assert.True(next > last, $"Failure {failures} plans {next:O}, not after {last:O}.");
            Assert.True(next > stale.GetProperty("since").GetDateTimeOffset());
            last = next;
        }
        Backend.Behave();
        await ExpectRecoveryAsync(listener);
    }

    [Fact]
    public async Task Fetch_BackendFails_DocumentWithStaleHeaderOrProblem()
    {
        var good = await Silo.Client.FetchAsync(new("b", "doc"));
        Assert.Null(good.Staleness);
        Backend.Answer((_, reply) => reply.SendAsync(500, "oops"));
        using var http = new HttpClient();
        var stale = await Wait.UntilAsync(
            "fetching while the backend fails", "b/doc", "a Dendrite-Stale header", () => http.Send(new HttpRequestMessage(HttpMethod.Get, Silo.Resource("b/doc"))), r => r.Headers.Contains("Dendrite-Stale"));
        Assert.Contains("\"code\":\"upstream-status\"", stale.Headers.GetValues("Dendrite-Stale").Single(), StringComparison.Ordinal);
        Assert.Equal("""{"n":1}""", await stale.Content.ReadAsStringAsync());
        using var never = await http.GetAsync(Silo.Resource("b/never"));
        Assert.Equal(502, (int)never.StatusCode);
        Assert.Equal("application/problem+json", never.Content.Headers.ContentType?.MediaType);
        Assert.Contains("answered 500", await never.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private void AssertBounded(long before) =>
        // The limit, what the client drains of a refused answer, and the sockets' buffers; a few attempts of that.
        Assert.InRange(Backend.BytesSent - before, 0, TwoHundredMegabytes / 2);

    private static async Task StreamAsync(BackendReply reply, bool chunked)
    {
        reply.Close();
        var spaces = new byte[65536];
        Array.Fill(spaces, (byte)' ');
        var head = Encoding.ASCII.GetBytes("10000\r\n");
        for (long sent = 0; sent < TwoHundredMegabytes; sent += spaces.Length)
        {
            if (chunked) await reply.WriteAsync(head);
            await reply.WriteAsync(spaces);
            if (chunked) await reply.WriteAsync("\r\n"u8.ToArray());
        }
        if (chunked) await reply.WriteAsync("0\r\n\r\n"u8.ToArray());
    }
}
