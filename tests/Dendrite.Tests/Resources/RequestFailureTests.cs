using System.Security.Authentication;
using Dendrite.Protocol;

namespace Dendrite.Resources;

/// <summary>What a mistake about TLS reads as: it was "see inner exception". Real ones are in the integration tests.</summary>
public sealed class RequestFailureTests
{
    [Theory]
    [InlineData("Cannot determine the frame size or a corrupted frame was received.", "what answers there speaks no TLS")]
    [InlineData("Received an unexpected EOF or 0 bytes from the transport stream.", "before TLS was agreed")]
    [InlineData("The remote certificate is invalid according to the validation procedure: RemoteCertificateNameMismatch", "another host name")]
    [InlineData("The remote certificate is invalid because of errors in the certificate chain: UntrustedRoot", "signed by nobody that this machine trusts")]
    [InlineData("The remote certificate is invalid because of errors in the certificate chain: NotTimeValid", "out of date")]
    [InlineData("error:0A000410:SSL routines::ssl/tls alert handshake failure", "TLS failed: error:0A000410")]
    public void Explain_Tls_SaysTheInnermostReason(string innermost, string expected)
    {
        var failure = new HttpRequestException(
            HttpRequestError.SecureConnectionError, "The SSL connection could not be established, see inner exception.",
            new AuthenticationException("Authentication failed, see inner exception.", new AuthenticationException(innermost)));
        var text = RequestFailure.Explain(failure);
        Assert.Contains(expected, text, StringComparison.Ordinal);
        Assert.DoesNotContain("see inner", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Explain_WhatIsNotHttp_RepeatsNoBytesAndNamesTls()
    {
        var failure = new HttpRequestException(HttpRequestError.InvalidResponse, "Received an invalid status line: '\u0015\u0003\u0001'.");
        Assert.Equal("its answer is not HTTP; where TLS is spoken, the address begins with https:", RequestFailure.Explain(failure, isPlain: true));
        Assert.Equal("its answer is not HTTP", RequestFailure.Explain(failure));
    }
}
