using System.Text;
using Dendrite.IntegrationTests.Testing;
using Dendrite.Protocol;
using Dendrite.Resources;

namespace Dendrite.IntegrationTests.Backends;

/// <summary>RFC 9110, section 15.4: which redirects are followed, remembered, and with what.</summary>
public sealed class RedirectTests : IAsyncDisposable
{
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
    [InlineData(301, true)]
    [InlineData(308, true)]
    [InlineData(302, false)]
    [InlineData(303, false)]
    [InlineData(307, false)]
    public async Task Rfc9110_15_4_SameOrigin_IsFollowed_AndRememberedWhereItIsPermanent(int status, bool isRemembered)
    {
        _backend.Answer((r, reply) => r.Target == "/api/doc" ? reply.SendAsync(status, "", "Location: /api/moved?a=%2F") : reply.JsonAsync("1"));
        Assert.Equal("1", Text(await PollAsync()));
        Assert.Equal("1", Text(await PollAsync()));
        Assert.Equal(isRemembered ? ["/api/doc", "/api/moved?a=%2F", "/api/moved?a=%2F"] : ["/api/doc", "/api/moved?a=%2F", "/api/doc", "/api/moved?a=%2F"], _backend.Requests.Select(r => r.Target));
        Assert.All(_backend.Requests, r => Assert.Equal("k-1", r.Header("X-Api-Key")));
    }

    [Fact]
    public async Task Rfc9110_15_4_Remembered_ForgottenWhenTheTargetFails()
    {
        _backend.Answer((r, reply) => r.Target == "/api/doc" ? reply.SendAsync(301, "", "Location: moved") : reply.JsonAsync("1"));
        await PollAsync();
        _backend.Answer((r, reply) => r.Target == "/api/doc" ? reply.JsonAsync("2") : reply.SendAsync(404, ""));
        Assert.IsType<PollOutcome.Failed>(await PollAsync());
        Assert.Equal("2", Text(await PollAsync()));
    }

    [Theory]
    [InlineData("Cache-Control: no-store")]
    [InlineData("Cache-Control: no-cache")]
    public async Task Rfc9111_5_2_2_Permanent_ThatMayNotBeStored_IsNotRemembered(string header)
    {
        _backend.Answer((r, reply) => r.Target == "/api/doc" ? reply.SendAsync(301, "", "Location: moved", header) : reply.JsonAsync("1"));
        await PollAsync();
        await PollAsync();
        Assert.Equal(4, _backend.Count);
    }

    [Fact]
    public async Task Rfc9110_15_4_AnotherOrigin_BySettingOnly_AndWithoutCredentials_AlsoOnTheWayBack()
    {
        _backend.Answer((r, reply) => r.Target == "/api/doc" ? reply.SendAsync(301, "", $"Location: {_other.BaseAddress}doc") : reply.JsonAsync("1"));
        _other.Answer((_, reply) => reply.SendAsync(302, "", $"Location: {_backend.BaseAddress}back"));
        var refused = Assert.IsType<PollOutcome.Failed>(await PollAsync());
        Assert.Equal((DendriteErrorCode.UpstreamRedirect, 0), (refused.Code, _other.Count));
        (_upstream as IDisposable)!.Dispose();
        _upstream = null;
        Assert.Equal("1", Text(await PollAsync(d => d with { Redirects = RedirectPolicy.Any })));
        Assert.Equal((null, null, null), (Sent(_other, "X-Api-Key"), Sent(_other, "Authorization"), Sent(_other, "Cookie")));
        Assert.Equal(("/api/back", null), (_backend.Requests[^1].Target, Sent(_backend, "Authorization")));
    }

    [Fact]
    public async Task Rfc9110_15_4_Circle_IsGivenUp()
    {
        _backend.Answer((_, reply) => reply.SendAsync(302, "", "Location: /api/doc"));
        var failed = Assert.IsType<PollOutcome.Failed>(await PollAsync());
        Assert.Equal((DendriteErrorCode.UpstreamRedirect, 6), (failed.Code, _backend.Count));
    }

    private static string? Sent(ScriptedBackend backend, string header) => backend.Requests[^1].Header(header);

    private Task<PollOutcome> PollAsync(Func<BackendDefinition, BackendDefinition>? change = null)
    {
        var definition = TestSilo.DefinitionOf(_backend) with
        {
            Headers = new Dictionary<string, string> { ["X-Api-Key"] = "k-1", ["Authorization"] = "Bearer secret", ["Cookie"] = "a=b" },
        };
        _upstream ??= Upstreams.Connect((change ?? (d => d))(definition), TimeProvider.System);
        return _upstream.PollAsync(new PollRequest("doc", "", null), CancellationToken.None);
    }

    private static string Text(PollOutcome outcome) => Encoding.UTF8.GetString(Assert.IsType<PollOutcome.Answered>(outcome).Document);
}
