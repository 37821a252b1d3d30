using System.Text;
using Dendrite.IntegrationTests.Testing;
using Dendrite.Protocol;
using Dendrite.Resources;
using ZstdSharp;

namespace Dendrite.IntegrationTests.Backends;

/// <summary>What one poll sends, and what it makes of the answer, on real connections.</summary>
public sealed class HttpUpstreamTests : IAsyncDisposable
{
    private readonly ScriptedBackend _backend = new();
    private IUpstream? _upstream;

    public async ValueTask DisposeAsync()
    {
        (_upstream as IDisposable)?.Dispose();
        await _backend.DisposeAsync();
    }

    /// <summary>found here: an answer with such a validator made every poll after it fail, before it was sent.</summary>
    [Theory]
    [InlineData("ETag: ")]
    [InlineData("ETag: \"a\u00e9\"")]
    [InlineData("ETag: *")]
    [InlineData("ETag: \"a")]
    [InlineData("Last-Modified: not a date")]
    [InlineData("Last-Modified: ")]
    public async Task Rfc9110_8_8_InvalidValidator_IsNotSentBack_AndNoPollFails(string header)
    {
        _backend.Answer((_, reply) => reply.JsonAsync("1", header));
        var first = Answered(await PollAsync());
        Answered(await PollAsync(new PollRequest("doc", "", first.Validators)));
        Assert.Equal((null, null), (_backend.Requests[^1].Header("If-None-Match"), _backend.Requests[^1].Header("If-Modified-Since")));
    }

    /// <summary>Version 0.1 stored whatever the backend had sent.</summary>
    [Fact]
    public async Task Validators_StoredByAnOlderVersion_AreNotSentWhereTheyAreInvalid()
    {
        _backend.Answer((_, reply) => reply.JsonAsync("1"));
        Answered(await PollAsync(new PollRequest("doc", "", new Validators("\"a\u00e9\"", DateTimeOffset.UnixEpoch))));
        Assert.Equal((null, null), (_backend.Requests[^1].Header("If-None-Match"), _backend.Requests[^1].Header("If-Modified-Since")));
    }

    [Fact]
    public async Task Rfc9110_13_1_3_TagAndDate_TheTagAloneIsSent()
    {
        _backend.Answer((_, reply) => reply.JsonAsync("1", "ETag: W/\"x1-gzip\"", "Last-Modified: Wed, 21 Oct 2015 07:28:00 GMT"));
        var first = Answered(await PollAsync());
        Answered(await PollAsync(new PollRequest("doc", "", first.Validators)));
        Assert.Equal(("W/\"x1-gzip\"", null), (_backend.Requests[^1].Header("If-None-Match"), _backend.Requests[^1].Header("If-Modified-Since")));
    }

    [Fact]
    public async Task ValidatorsThatLied_AreNotSentForAnyDocumentOfTheBackend()
    {
        _backend.Answer((_, reply) => reply.JsonAsync("1", "ETag: \"a\""));
        Answered(await PollAsync(new PollRequest("doc", "", null) { ValidatorsLied = true }));
        var other = Answered(await PollAsync(new PollRequest("other", "", new Validators("\"a\"", null))));
        Assert.Equal((null, false), (_backend.Requests[^1].Header("If-None-Match"), other.Validators.IsUsable));
    }

    [Theory]
    [InlineData(204, NoContentMeaning.Unchanged, DendriteErrorCode.UpstreamEmpty)]
    [InlineData(204, NoContentMeaning.Stale, DendriteErrorCode.UpstreamEmpty)]
    [InlineData(205, NoContentMeaning.Unchanged, DendriteErrorCode.UpstreamEmpty)]
    [InlineData(202, NoContentMeaning.Unchanged, DendriteErrorCode.UpstreamNotReady)]
    [InlineData(206, NoContentMeaning.Unchanged, DendriteErrorCode.UpstreamStatus)]
    [InlineData(226, NoContentMeaning.Unchanged, DendriteErrorCode.UpstreamStatus)]
    [InlineData(304, NoContentMeaning.Unchanged, DendriteErrorCode.UpstreamStatus)]
    [InlineData(404, NoContentMeaning.Unchanged, DendriteErrorCode.Gone)]
    [InlineData(410, NoContentMeaning.Unchanged, DendriteErrorCode.Gone)]
    [InlineData(300, NoContentMeaning.Unchanged, DendriteErrorCode.UpstreamStatus)]
    public async Task Rfc9110_15_StatusWithoutADocument_IsNamed(int status, NoContentMeaning meaning, DendriteErrorCode code)
    {
        _backend.Answer((_, reply) => reply.SendAsync(status, status is 204 or 205 ? "" : "{}", "Content-Type: application/json"));
        var failed = Assert.IsType<PollOutcome.Failed>(await PollAsync(change: d => d with { NoContent = meaning }));
        Assert.Equal((code, status), (failed.Code, failed.StatusCode));
    }

    [Theory]
    [InlineData("2.5", 3)]
    [InlineData("99999999999999999999", 60)]
    public async Task Rfc9110_10_2_3_RetryAfter_IsReadAndCappedBySetting(string value, int seconds)
    {
        _backend.Answer((_, reply) => reply.SendAsync(503, "", $"Retry-After: {value}"));
        Assert.Equal(TimeSpan.FromSeconds(seconds), Assert.IsType<PollOutcome.Failed>(await PollAsync(change: d => d with { MaxRetryAfter = TimeSpan.FromMinutes(1) })).RetryAfter);
    }

    [Fact]
    public async Task Rfc9110_10_2_3_RetryAfterDate_IsAgainstTheBackendsClock()
    {
        _backend.Answer((_, reply) => reply.SendAsync(503, "", "Date: Tue, 01 Jan 2030 12:00:00 GMT", "Retry-After: Tue, 01 Jan 2030 12:00:03 GMT"));
        Assert.Equal(TimeSpan.FromSeconds(3), Assert.IsType<PollOutcome.Failed>(await PollAsync()).RetryAfter);
    }

    [Fact]
    public async Task Rfc9111_4_2_Freshness_IsCappedBySetting()
    {
        _backend.Answer((_, reply) => reply.JsonAsync("1", "Cache-Control: max-age=31536000"));
        Assert.Equal(TimeSpan.FromMinutes(5), Answered(await PollAsync()).FreshFor);
    }

    [Fact]
    public async Task Rfc8878_Zstandard_IsAskedForAndUnpacked()
    {
        using var compressor = new Compressor();
        var body = compressor.Wrap("""{"n":1}"""u8).ToArray();
        _backend.Answer((_, reply) => reply.SendAsync(200, body, "Content-Type: application/json", "Content-Encoding: zstd"));
        Assert.Equal("""{"n":1}""", Text(await PollAsync()));
        var asked = _backend.Requests[^1].Header("Accept-Encoding")!;
        Assert.All(new[] { "zstd", "gzip", "br" }, coding => Assert.Contains(coding, asked, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Rfc8878_Zstandard_Bomb_IsCutAtTheLimit_AndCorruptIsAFailure()
    {
        using var compressor = new Compressor();
        var bomb = compressor.Wrap(new byte[50_000_000]).ToArray();
        _backend.Answer((_, reply) => reply.SendAsync(200, bomb, "Content-Type: application/json", "Content-Encoding: zstd"));
        Assert.Equal(DendriteErrorCode.UpstreamTooLarge, Assert.IsType<PollOutcome.Failed>(await PollAsync(change: d => d with { SizeLimit = 1_000_000 })).Code);
        _backend.Answer((_, reply) => reply.SendAsync(200, "no frame at all", "Content-Type: application/json", "Content-Encoding: zstd"));
        Assert.Equal(DendriteErrorCode.UpstreamAborted, Assert.IsType<PollOutcome.Failed>(await PollAsync()).Code);
        _backend.Answer((_, reply) => reply.SendAsync(200, bomb[..20], "Content-Type: application/json", "Content-Encoding: zstd"));
        Assert.Equal(DendriteErrorCode.UpstreamAborted, Assert.IsType<PollOutcome.Failed>(await PollAsync()).Code);
    }

    [Fact]
    public async Task Rfc8259_8_1_MarkAndCharset_AreReadAway()
    {
        _backend.Answer((_, reply) => reply.SendAsync(200, "\uFEFF[1]", "Content-Type: application/json"));
        Assert.Equal("[1]", Text(await PollAsync()));
        _backend.Answer((_, reply) => reply.SendAsync(200, Encoding.Unicode.GetBytes("""["é"]"""), "Content-Type: application/json; charset=utf-16le"));
        Assert.Equal("""["é"]""", Text(await PollAsync()));
        _backend.Answer((_, reply) => reply.SendAsync(200, Encoding.Latin1.GetBytes("""["é"]"""), "Content-Type: application/json; charset=ISO-8859-1"));
        Assert.Equal("""["é"]""", Text(await PollAsync()));
    }

    private Task<PollOutcome> PollAsync(PollRequest? request = null, Func<BackendDefinition, BackendDefinition>? change = null)
    {
        _upstream ??= Upstreams.Connect((change ?? (d => d))(TestSilo.DefinitionOf(_backend)), TimeProvider.System);
        return _upstream.PollAsync(request ?? new PollRequest("doc", "", null), CancellationToken.None);
    }

    private static PollOutcome.Answered Answered(PollOutcome outcome) => Assert.IsType<PollOutcome.Answered>(outcome);

    private static string Text(PollOutcome outcome) => Encoding.UTF8.GetString(Answered(outcome).Document);
}
