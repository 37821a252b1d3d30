using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Dendrite.Protocol;
using ZstdSharp;

namespace Dendrite.Resources;

/// <summary>
/// The way to a backend over HTTP: one connection pool, a time limit and a size limit for each answer. The configured headers go to the
/// origin that was configured and to no other, whatever redirects say.
/// </summary>
internal sealed class HttpUpstream : IUpstream, IDisposable
{
    private static readonly ProductInfoHeaderValue Agent = new("Dendrite", typeof(HttpUpstream).Assembly.GetName().Version!.ToString(2));

    /// <summary>How long a backend whose validators lied is asked without them.</summary>
    private static readonly TimeSpan Distrust = TimeSpan.FromHours(1);

    // A signed query or a tag of a cache is another one when an escape in it is tidied away.
    private static readonly UriCreationOptions AsWritten = new() { DangerousDisablePathAndQueryCanonicalization = true };

    private readonly BackendDefinition _backend;
    private readonly TimeProvider _clock;
    private readonly UpstreamConnections _connections;
    private readonly HttpAnswerReader _reader;
    private readonly RedirectMemory _redirects = new();
    private long _distrustedUntil;

    public HttpUpstream(BackendDefinition backend, TimeProvider clock)
    {
        _backend = backend;
        _clock = clock;
        _connections = new UpstreamConnections(backend);
        _reader = new HttpAnswerReader(backend, _connections, clock);
    }

    public async Task<PollOutcome> PollAsync(PollRequest request, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(_backend.TimeLimit, _clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await FollowAsync(request, both.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new PollOutcome.Failed(DendriteErrorCode.UpstreamTimeout, $"The backend gave no complete answer within {_backend.TimeLimit.TotalSeconds:0.###} s.");
        }
        catch (HttpRequestException e)
        {
            return e.HttpRequestError == HttpRequestError.ResponseEnded
                ? new PollOutcome.Failed(DendriteErrorCode.UpstreamAborted, "The backend closed the connection before it answered.")
                : new PollOutcome.Failed(DendriteErrorCode.UpstreamUnreachable, $"The backend could not be reached: {_connections.Explain(e)}");
        }
        catch (IOException e)
        {
            return new PollOutcome.Failed(DendriteErrorCode.UpstreamAborted, $"The backend's answer broke off: {e.Message}");
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException or ZstdException)
        {
            // What gzip and deflate call invalid data, Brotli calls an invalid operation.
            return new PollOutcome.Failed(DendriteErrorCode.UpstreamAborted, $"The backend's answer could not be decompressed: {e.Message}");
        }
    }

    public void Dispose() => _connections.Dispose();

    /// <summary>Where a path of a backend is, escaped as it was written.</summary>
    internal static Uri AddressOf(BackendDefinition backend, string path, string query) =>
        // Text, not Uri resolution: a path must never replace the host.
        new(backend.BaseAddress.AbsoluteUri + Printable(path) + (query.Length == 0 ? "" : "?" + Printable(query)), AsWritten);

    /// <summary>A request without a condition. The configured headers are in it only where the target is trusted with them.</summary>
    internal static HttpRequestMessage Compose(BackendDefinition backend, Uri target, bool isTrusted)
    {
        var message = new HttpRequestMessage(HttpMethod.Get, target);
        (message.Version, message.VersionPolicy) = backend.HttpVersion switch
        {
            HttpVersions.Http11 => (HttpVersion.Version11, HttpVersionPolicy.RequestVersionExact),
            HttpVersions.Http2 => (HttpVersion.Version20, HttpVersionPolicy.RequestVersionExact),
            _ => (HttpVersion.Version20, HttpVersionPolicy.RequestVersionOrLower),
        };
        message.Headers.UserAgent.Add(Agent);
        message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("*/*", 0.1));
        // The handler adds what it unpacks itself: gzip, deflate, br.
        message.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue(HttpAnswerReader.Zstandard));
        foreach (var (name, value) in isTrusted ? backend.Headers : new Dictionary<string, string>())
        {
            message.Headers.Remove(name);
            message.Headers.TryAddWithoutValidation(name, value);
        }
        return message;
    }

    /// <summary>Escapes what would end the request line or the target, and changes nothing else.</summary>
    internal static string Printable(string part)
    {
        if (!part.AsSpan().ContainsAnyExceptInRange('!', '~') && !part.Contains('#', StringComparison.Ordinal)) return part;
        var text = new StringBuilder(part.Length + 16);
        foreach (var b in Encoding.UTF8.GetBytes(part))
        {
            if (b is >= (byte)'!' and <= (byte)'~' and not (byte)'#') text.Append((char)b);
            else text.Append(CultureInfo.InvariantCulture, $"%{b:X2}");
        }
        return text.ToString();
    }

    /// <summary>Asks, and goes where redirects lead. A remembered target that brings nothing is forgotten, so that the next poll asks the address itself.</summary>
    private async Task<PollOutcome> FollowAsync(PollRequest request, CancellationToken cancellationToken)
    {
        var address = AddressOf(_backend, request.Path, request.Query);
        var known = _redirects.Find(address);
        PollOutcome? outcome = null;
        try
        {
            return outcome = await FollowAsync(request, address, known ?? address, cancellationToken);
        }
        finally
        {
            if (known is not null && outcome is null or PollOutcome.Failed) _redirects.Forget(address);
        }
    }

    private async Task<PollOutcome> FollowAsync(PollRequest request, Uri address, Uri target, CancellationToken cancellationToken)
    {
        var (isPermanent, isTrusted) = (true, true);
        for (var hops = 0; ; hops++)
        {
            // Once elsewhere, nobody is trusted to send us back with our credentials.
            isTrusted = isTrusted && RedirectRules.IsSameOrigin(_backend.BaseAddress, target);
            using var message = Compose(target, request, isTrusted);
            // What an HTTP/2 backend refused unseen (GOAWAY, REFUSED_STREAM) the handler sends again by itself (RFC 9113, sections 6.8 and 8.7).
            using var response = await _connections.SendAsync(message, isTrusted, cancellationToken);
            var status = (int)response.StatusCode;
            if (!RedirectRules.IsRedirect(status))
            {
                var outcome = await _reader.ReadAsync(response, request, IsDistrusted, cancellationToken);
                if (hops > 0 && isPermanent && isTrusted && outcome is not PollOutcome.Failed) _redirects.Remember(address, target);
                return outcome;
            }
            var fields = new ResponseFields(response);
            isPermanent &= RedirectRules.IsPermanent(status) && CacheControl.Parse(fields.List("Cache-Control")) is var control && !control.Has("no-store") && !control.Has("no-cache");
            if (RedirectRules.Resolve(target, fields.First("Location")) is not { } next) return Redirected(status, "", "without an address that can be asked");
            if (RedirectRules.RefusalOf(_backend, target, next) is { } refusal) return Redirected(status, $" to {next.GetLeftPart(UriPartial.Path)}", refusal);
            if (hops == RedirectRules.MostHops) return Redirected(status, $" to {next.GetLeftPart(UriPartial.Path)}", $"{RedirectRules.MostHops} redirects were followed before");
            target = next;
        }
    }

    private static PollOutcome.Failed Redirected(int status, string target, string why) =>
        new(DendriteErrorCode.UpstreamRedirect, $"The backend redirects ({status}){target}; {why}.", status);

    private HttpRequestMessage Compose(Uri target, PollRequest request, bool isTrusted)
    {
        var message = Compose(_backend, target, isTrusted);
        if (request.ValidatorsLied) Volatile.Write(ref _distrustedUntil, (_clock.GetUtcNow() + Distrust).UtcTicks);
        // What an older version has stored may be a tag that would not be taken today.
        if (request.Validators is { } validators && !IsDistrusted)
        {
            if (validators.ETag is { } tag && EntityTag.IsValid(tag)) message.Headers.TryAddWithoutValidation("If-None-Match", tag);
            else if (validators.ETag is null) message.Headers.IfModifiedSince = validators.LastModified;
        }
        return message;
    }

    private bool IsDistrusted => _clock.GetUtcNow().UtcTicks < Volatile.Read(ref _distrustedUntil);
}
