using System.Security.Cryptography.X509Certificates;
using Dendrite.IntegrationTests.Testing;
using Dendrite.Protocol;
using Dendrite.Resources;
using Dendrite.Testing;

namespace Dendrite.IntegrationTests.Backends;

/// <summary>Whom a backend must be, who we are to it, and by which way it is reached.</summary>
public sealed class ConnectionTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();
    private readonly CertificateAuthority _authority;

    public ConnectionTests() => _authority = new CertificateAuthority(_folder.Path, "authority");

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Authority_OfTheBackend_IsTrusted_AndNoOther()
    {
        await using var backend = await TlsBackend.StartAsync(Sign("localhost"), asks: false);
        Assert.IsType<PollOutcome.Answered>(await PollAsync(backend.BaseAddress, new() { Authority = Root(_authority) }));

        var unknown = Assert.IsType<PollOutcome.Failed>(await PollAsync(backend.BaseAddress, new()));
        Assert.Contains("signed by nobody that this machine trusts", unknown.Reason, StringComparison.Ordinal);

        using var other = new CertificateAuthority(_folder.Path, "other");
        var foreign = Assert.IsType<PollOutcome.Failed>(await PollAsync(backend.BaseAddress, new() { Authority = Root(other) }));
        Assert.Equal(DendriteErrorCode.UpstreamUnreachable, foreign.Code);
        Assert.Contains("is not signed by Connection:Authority", foreign.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Authority_ACertificateOfAnotherName_IsRefusedWithThatReason()
    {
        await using var backend = await TlsBackend.StartAsync(Sign("elsewhere.example"), asks: false);
        var outcome = Assert.IsType<PollOutcome.Failed>(await PollAsync(backend.BaseAddress, new() { Authority = Root(_authority) }));
        Assert.Contains("is for another host name", outcome.Reason, StringComparison.Ordinal);
    }

    /// <summary>What is ours goes to the backend alone, as its headers do.</summary>
    [Fact]
    public async Task Certificate_IsShownToTheBackend_AndToNobodyThatItRedirectsTo()
    {
        await using var backend = await TlsBackend.StartAsync(Sign("localhost"), asks: true);
        await using var other = await TlsBackend.StartAsync(Sign("localhost"), asks: true);
        var connection = new ConnectionDefinition { Authority = Root(_authority), Certificate = Sign("dendrite") };
        Assert.IsType<PollOutcome.Answered>(await PollAsync(backend.BaseAddress, connection));
        backend.Elsewhere = other.BaseAddress;
        // Nobody that the machine trusts has signed the other one, whose answer would be no secret's end.
        Assert.IsType<PollOutcome.Failed>(await PollAsync(backend.BaseAddress, connection));
        Assert.Equal(["CN=dendrite", "CN=dendrite"], backend.Shown);
        Assert.Empty(other.Shown);
    }

    [Fact]
    public async Task Proxy_OfTheBackend_IsAsked_WithItsLoginWhenItWantsOne_EvenForThisMachine()
    {
        await using var proxy = new ScriptedBackend();
        proxy.Answer((request, reply) => request.Header("Proxy-Authorization") is null
            ? reply.SendAsync(407, "", "Proxy-Authenticate: Basic realm=\"p\"")
            : reply.JsonAsync("1"));
        var address = new Uri(proxy.BaseAddress, "/");
        foreach (var target in (string[])["http://backend.invalid/", "http://127.0.0.1:9/"])
            Assert.IsType<PollOutcome.Answered>(await PollAsync(new Uri(target), new() { Proxy = new ProxyDefinition(address, "u", "p") }));
        Assert.Equal("http://backend.invalid/doc", proxy.Requests[0].Target);
        Assert.Equal("Basic dTpw", proxy.Requests[1].Header("Proxy-Authorization"));

        var refused = Assert.IsType<PollOutcome.Failed>(await PollAsync(new Uri("http://backend.invalid/"), new() { Proxy = new ProxyDefinition(address) }));
        Assert.Equal($"The backend could not be reached: the proxy 127.0.0.1:{address.Port} asks for a login (407).", refused.Reason);
    }

    [Fact]
    public async Task Proxy_ThatIsAway_IsTheSettingsProxy()
    {
        var outcome = Assert.IsType<PollOutcome.Failed>(await PollAsync(new Uri("http://backend.invalid/"), new() { Proxy = new ProxyDefinition(new Uri("http://127.0.0.1:9/")) }));
        Assert.Contains("its proxy 127.0.0.1:9, of Backends:b:Connection:Proxy, could not be reached", outcome.Reason, StringComparison.Ordinal);
    }

    private static X509Certificate2Collection Root(CertificateAuthority authority)
    {
        var root = new X509Certificate2Collection();
        root.ImportFromPemFile(authority.File);
        return root;
    }

    private X509Certificate2 Sign(string host)
    {
        using var signed = _authority.Sign(host);
        return X509CertificateLoader.LoadPkcs12(signed.Export(X509ContentType.Pfx), null);
    }

    private static async Task<PollOutcome> PollAsync(Uri address, ConnectionDefinition connection)
    {
        var upstream = Upstreams.Connect(new BackendDefinition { Name = "b", BaseAddress = address, Connection = connection, Redirects = RedirectPolicy.Any }, TimeProvider.System);
        using var _ = (IDisposable)upstream;
        return await upstream.PollAsync(new PollRequest("doc", "", null), CancellationToken.None);
    }
}
