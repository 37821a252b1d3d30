using System.Net;
using Dendrite.Protocol;

namespace Dendrite.Resources;

public sealed class OutboundProxyTests
{
    private static readonly OutboundProxy Proxy = new(new Everywhere(new Uri("http://user:secret@proxy:3128/")));

    [Theory]
    [InlineData("http://127.0.0.1:5080/x")]
    [InlineData("http://127.1.2.3/x")]
    [InlineData("https://localhost/x")]
    [InlineData("http://[::1]:5080/x")]
    public void Loopback_NeverGoesByTheProxy(string destination)
    {
        Assert.True(Proxy.IsBypassed(new Uri(destination)));
        Assert.Null(Proxy.GetProxy(new Uri(destination)));
        Assert.Equal("refused", Proxy.Explain(new Uri(destination), new HttpRequestException(HttpRequestError.ConnectionError, "refused")));
    }

    /// <summary>"Connection refused" named nobody, and was taken for the backend's.</summary>
    [Theory]
    [InlineData(HttpRequestError.ConnectionError, "its proxy proxy:3128, of HTTP_PROXY or HTTPS_PROXY, could not be reached: refused")]
    [InlineData(HttpRequestError.ProxyTunnelError, "the proxy proxy:3128 refused the connection (403)")]
    [InlineData(HttpRequestError.ResponseEnded, "it closed the connection before it answered (by way of the proxy proxy:3128)")]
    public void Refusal_OfTheProxy_ReadsAsItsOwn(HttpRequestError error, string expected) =>
        Assert.Equal(expected, Proxy.Explain(new Uri("http://backend/x"), new HttpRequestException(error, "refused", null, HttpStatusCode.Forbidden)));

    private sealed class Everywhere(Uri proxy) : IWebProxy
    {
        public ICredentials? Credentials { get; set; }

        public Uri GetProxy(Uri destination) => proxy;

        public bool IsBypassed(Uri host) => false;
    }
}
