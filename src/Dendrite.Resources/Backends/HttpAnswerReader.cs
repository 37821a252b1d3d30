using Dendrite.Protocol;
using ZstdSharp;
using ZstdSharp.Unsafe;

namespace Dendrite.Resources;

/// <summary>What an answer over HTTP means: the document, that it is as it was, a throttle, or a failure. Its body is read within the size limit, and only where it is the document.</summary>
internal sealed class HttpAnswerReader(BackendDefinition backend, UpstreamConnections connections, TimeProvider clock)
{
    /// <summary>The coding that .NET does not unpack itself.</summary>
    public const string Zstandard = "zstd";

    /// <summary>Reads an answer that is no redirect.</summary>
    /// <param name="response">The answer, of which the head has been read.</param>
    /// <param name="request">What was asked for.</param>
    /// <param name="isDistrusted">Whether its validators mean nothing.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    public async Task<PollOutcome> ReadAsync(HttpResponseMessage response, PollRequest request, bool isDistrusted, CancellationToken cancellationToken)
    {
        var received = clock.GetUtcNow();
        var fields = new ResponseFields(response);
        var limits = RateLimitReading.Of(fields, received);
        if (limits?.Reset > backend.MaxRetryAfter) limits = limits with { Reset = backend.MaxRetryAfter };
        var outcome = await ReadAsync(response, request, fields, received, limits, isDistrusted, cancellationToken);
        return limits is null ? outcome : outcome with { Limits = limits };
    }

    private async Task<PollOutcome> ReadAsync(HttpResponseMessage response, PollRequest request, ResponseFields fields, DateTimeOffset received, RateLimitReading? limits, bool isDistrusted, CancellationToken cancellationToken)
    {
        var freshness = Freshness.Of(fields, received, backend.MaxFreshness, backend.MaxRetryAfter);
        var status = (int)response.StatusCode;
        if (status == 304 && !IsConditional(response.RequestMessage!))
            return new PollOutcome.Failed(DendriteErrorCode.UpstreamStatus, "The backend answered 304 Not Modified to an unconditional request.", status);
        // To a POST a condition that fails is answered 412 where it is answered 304 to a GET (RFC 9110, section 13.1.2).
        if (status == 412 && response.RequestMessage!.Method == HttpMethod.Post && IsConditional(response.RequestMessage)) status = 304;
        if (status == 304 || (status == 204 && backend.NoContent == NoContentMeaning.Unchanged && !request.Known.IsEmpty)) return new PollOutcome.NotModified(freshness.For) { Reuse = freshness.Reuse };
        if (status == 407 && connections.Proxy is { } proxy)
            return new PollOutcome.Failed(DendriteErrorCode.UpstreamUnreachable, $"The backend could not be reached: the proxy {proxy} asks for a login (407).", status);
        if (IsThrottle(status, limits, freshness.Wait))
        {
            TimeSpan? wait = freshness.Wait > TimeSpan.Zero ? freshness.Wait : limits is { Remaining: 0 } ? limits.Reset : null;
            return new PollOutcome.Throttled($"The backend answered {status} {response.ReasonPhrase}: its limit of requests is reached.", status, wait);
        }
        if (StatusFault(status, response.ReasonPhrase) is { } fault)
        {
            var wait = fault.Code == DendriteErrorCode.Gone ? freshness.For : freshness.Wait;
            return fault with { RetryAfter = wait > TimeSpan.Zero ? wait : null };
        }
        if (response.Content.Headers.ContentType?.MediaType is { } type && !Accepts(type))
        {
            var kind = ContentKind.NameOf(type) is { } name ? $"{name} ('{type}')" : $"'{type}'";
            return new PollOutcome.Failed(DendriteErrorCode.UpstreamContentType, $"The backend's answer is {kind}, not JSON; expected {string.Join(", ", backend.ContentTypes)}.", status);
        }
        if (response.Content.Headers.ContentLength > backend.SizeLimit) return TooLarge(status);

        // What the handler has unpacked is not there any more.
        string[] coded = [.. response.Content.Headers.ContentEncoding.Where(coding => !coding.Equals("identity", StringComparison.OrdinalIgnoreCase))];
        var isZstandard = coded is [var coding] && coding.Equals(Zstandard, StringComparison.OrdinalIgnoreCase);
        if (coded.Length > 0 && !isZstandard)
            return new PollOutcome.Failed(DendriteErrorCode.UpstreamContentType, $"The backend's answer is coded as {string.Join(", ", coded)}, which was not asked for; known are gzip, deflate, br and zstd, one at a time.", status);
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        await using var plain = isZstandard ? Unpack(body) : body;
        var document = await LimitedBody.ReadAsync(plain, backend.SizeLimit, response.Content.Headers.ContentLength, cancellationToken);
        if (document is null) return TooLarge(status);
        document = ContentKind.ToUtf8(document, response.Content.Headers.ContentType?.CharSet, out var unread);
        if (unread is not null) return new PollOutcome.Failed(DendriteErrorCode.UpstreamContentType, $"The backend's answer {unread}.", status);
        return new PollOutcome.Answered(document, isDistrusted ? Validators.None : EntityTag.Of(fields, received), freshness.For) { Reuse = freshness.Reuse };
    }

    /// <summary>
    /// 429 (RFC 6585, section 4); 403 where it tells of a limit that is used up or asks to wait (GitHub's); 503 where it tells of such a limit. Any other 503 is an outage,
    /// also with a Retry-After: whoever listens is to know.
    /// </summary>
    internal static bool IsThrottle(int status, RateLimitReading? limits, TimeSpan wait) => status switch
    {
        429 => true,
        403 => limits is { Remaining: 0 } || wait > TimeSpan.Zero,
        503 => limits is { Remaining: 0 },
        _ => false,
    };

    private static bool IsConditional(HttpRequestMessage request) => request.Headers.NonValidated.Contains("If-None-Match") || request.Headers.NonValidated.Contains("If-Modified-Since");

    internal static DecompressionStream Unpack(Stream body)
    {
        var plain = new DecompressionStream(body);
        // The window that HTTP allows (RFC 9659, section 3): 8 MB, whatever the frame asks for.
        plain.SetParameter(ZSTD_dParameter.ZSTD_d_windowLogMax, 23);
        return plain;
    }

    /// <summary>What a status other than 304 means; null where the body is the document.</summary>
    private static PollOutcome.Failed? StatusFault(int status, string? phrase) => status switch
    {
        202 => new(DendriteErrorCode.UpstreamNotReady, "The backend has taken the request and has no document yet (202).", status),
        204 or 205 => new(DendriteErrorCode.UpstreamEmpty, $"The backend answered {status} {phrase}, which has no document.", status),
        206 or 226 => new(DendriteErrorCode.UpstreamStatus, $"The backend answered {status} {phrase}, a part or a difference that nobody asked for; the whole document is expected.", status),
        >= 200 and < 300 => null,
        404 or 410 => new(DendriteErrorCode.Gone, $"The backend answered {status} {phrase}.", status),
        _ => new(DendriteErrorCode.UpstreamStatus, $"The backend answered {status} {phrase}.", status),
    };

    private PollOutcome.Failed TooLarge(int status) =>
        new(DendriteErrorCode.UpstreamTooLarge, $"The backend's answer is larger than the size limit of {backend.SizeLimit} bytes.", status);

    private bool Accepts(string type)
    {
        foreach (var accepted in backend.ContentTypes)
        {
            if (accepted.StartsWith("*+", StringComparison.Ordinal) ? type.EndsWith(accepted[1..], StringComparison.OrdinalIgnoreCase)
                : type.Equals(accepted, StringComparison.OrdinalIgnoreCase)) return true;
        }
        return false;
    }
}
