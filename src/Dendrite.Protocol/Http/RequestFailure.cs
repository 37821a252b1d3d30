using System.Net.Sockets;

namespace Dendrite.Protocol;

/// <summary>Says in words why a request got no answer: the framework's own message is often that an inner exception knows.</summary>
internal static class RequestFailure
{
    /// <summary>What is said of a certificate whose authority is unknown.</summary>
    internal const string SignedByNobody = "its certificate is signed by nobody that this machine trusts";

    /// <summary>The reason, in one line without a full stop.</summary>
    /// <param name="failure">What the request ended with.</param>
    /// <param name="isPlain">Whether the address begins with <c>http:</c>, so that TLS may be what is spoken there.</param>
    public static string Explain(HttpRequestException failure, bool isPlain = false)
    {
        ArgumentNullException.ThrowIfNull(failure);
        var hint = isPlain ? "; where TLS is spoken, the address begins with https:" : "";
        return PlainText.Line(failure.HttpRequestError switch
        {
            // They name the address too, which what is inside does not.
            HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError => failure.Message,
            HttpRequestError.ResponseEnded => "it closed the connection before it answered" + hint,
            // Its message repeats the bytes that came.
            HttpRequestError.InvalidResponse => "its answer is not HTTP" + hint,
            HttpRequestError.SecureConnectionError => ExplainTls(Innermost(failure)),
            _ => Innermost(failure) is SocketException { SocketErrorCode: SocketError.ConnectionReset } reset ? reset.Message + hint : Innermost(failure).Message,
        }).TrimEnd('.');
    }

    /// <summary>The exception that is the cause of the others.</summary>
    private static Exception Innermost(Exception failure)
    {
        while (failure.InnerException is { } inner) failure = inner;
        return failure;
    }

    /// <summary>What SslStream says (its texts are those of System.Net.Security, in English everywhere), so that it is clear whose the mistake is.</summary>
    private static string ExplainTls(Exception cause) => cause.Message switch
    {
        var m when m.Contains("NameMismatch", StringComparison.Ordinal) => $"its certificate is for another host name ({m.TrimEnd('.')})",
        var m when m.Contains("UntrustedRoot", StringComparison.Ordinal) || m.Contains("PartialChain", StringComparison.Ordinal) => $"{SignedByNobody} ({m.TrimEnd('.')})",
        var m when m.Contains("NotTimeValid", StringComparison.Ordinal) => $"its certificate is out of date ({m.TrimEnd('.')})",
        var m when m.Contains("frame", StringComparison.Ordinal) => "what answers there speaks no TLS; the address may begin with http:",
        var m when m.Contains("EOF", StringComparison.Ordinal) => "it closed the connection before TLS was agreed; where none is spoken, the address begins with http:",
        var m => $"TLS failed: {m}",
    };
}
