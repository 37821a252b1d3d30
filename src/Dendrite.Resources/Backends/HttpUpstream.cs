using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Dendrite.Protocol;

namespace Dendrite.Resources;

/// <summary>
/// The way to a backend over HTTP: one connection pool, a time limit and a size limit for each answer. Redirects are not followed: the address that was configured is the one that gets the credentials.
/// </summary>
internal sealed class HttpUpstream : IUpstream, IDisposable
{
    private static readonly ProductInfoHeaderValue Agent = new("Dendrite", typeof(HttpUpstream).Assembly.GetName().Version!.ToString(2));

    // A signed query or a tag of a cache is another one when an escape in it is tidied away.
    private static readonly UriCreationOptions AsWritten = new() { DangerousDisablePathAndQueryCanonicalization = true };

    private readonly BackendDefinition _backend;
    private readonly TimeProvider _clock;
    private readonly HttpMessageInvoker _client;

    public HttpUpstream(BackendDefinition backend, TimeProvider clock)
    {
        _backend = backend;
        _clock = clock;
        _client = new HttpMessageInvoker(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            Proxy = OutboundProxy.Default,
            AutomaticDecompression = DecompressionMethods.All,
            UseCookies = false,
            // DNS changes are seen after this long.
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        });
    }

    public async Task<PollOutcome> PollAsync(PollRequest request, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(_backend.TimeLimit, _clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var message = Compose(request);
            using var response = await _client.SendAsync(message, both.Token);
            return await ReadAsync(response, both.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new PollOutcome.Failed(DendriteErrorCode.UpstreamTimeout, $"The backend gave no complete answer within {_backend.TimeLimit.TotalSeconds:0.###} s.");
        }
        catch (HttpRequestException e)
        {
            return e.HttpRequestError == HttpRequestError.ResponseEnded
                ? new PollOutcome.Failed(DendriteErrorCode.UpstreamAborted, "The backend closed the connection before it answered.")
                : new PollOutcome.Failed(DendriteErrorCode.UpstreamUnreachable, $"The backend could not be reached: {OutboundProxy.Default.Explain(_backend.BaseAddress, e)}");
        }
        catch (IOException e)
        {
            return new PollOutcome.Failed(DendriteErrorCode.UpstreamAborted, $"The backend's answer broke off: {e.Message}");
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException)
        {
            // What gzip and deflate call invalid data, Brotli calls an invalid operation.
            return new PollOutcome.Failed(DendriteErrorCode.UpstreamAborted, $"The backend's answer could not be decompressed: {e.Message}");
        }
    }

    public void Dispose() => _client.Dispose();

    /// <summary>Escapes what would end the request line or the target, and changes nothing else.</summary>
    private static string Printable(string part)
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

    private HttpRequestMessage Compose(PollRequest request)
    {
        // Text, not Uri resolution: a path must never replace the host.
        var address = _backend.BaseAddress.AbsoluteUri + Printable(request.Path) + (request.Query.Length == 0 ? "" : "?" + Printable(request.Query));
        var message = new HttpRequestMessage(HttpMethod.Get, new Uri(address, AsWritten));
        message.Headers.UserAgent.Add(Agent);
        message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("*/*", 0.1));
        foreach (var (name, value) in _backend.Headers)
        {
            message.Headers.Remove(name);
            message.Headers.TryAddWithoutValidation(name, value);
        }
        if (request.Validators is { } validators)
        {
            if (validators.ETag is { } tag) message.Headers.TryAddWithoutValidation("If-None-Match", tag);
            message.Headers.IfModifiedSince = validators.LastModified;
        }
        return message;
    }

    private async Task<PollOutcome> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var freshFor = Freshness.Of(response, _clock.GetUtcNow());
        var status = (int)response.StatusCode;
        if (response.StatusCode == HttpStatusCode.NotModified) return new PollOutcome.NotModified(freshFor);
        if (status is >= 300 and < 400)
        {
            var target = response.Headers.Location is { } location ? $" to {(location.IsAbsoluteUri ? location.GetLeftPart(UriPartial.Path) : location.ToString().Split('?')[0])}" : "";
            return new PollOutcome.Failed(DendriteErrorCode.UpstreamRedirect, $"The backend redirects ({status}){target}; redirects are not followed, configure the address itself.", status);
        }
        if (response.StatusCode == HttpStatusCode.ProxyAuthenticationRequired && OutboundProxy.Default.Of(_backend.BaseAddress) is { } proxy)
            return new PollOutcome.Failed(DendriteErrorCode.UpstreamUnreachable, $"The backend could not be reached: the proxy {proxy} asks for a login (407).", status);
        if (!response.IsSuccessStatusCode)
            return new PollOutcome.Failed(DendriteErrorCode.UpstreamStatus, $"The backend answered {status} {response.ReasonPhrase}.", status, Freshness.RetryAfter(response, _clock.GetUtcNow()));
        if (response.Content.Headers.ContentType?.MediaType is { } type && !Accepts(type))
            return new PollOutcome.Failed(DendriteErrorCode.UpstreamContentType, $"The backend's answer is '{type}', not JSON; expected {string.Join(", ", _backend.ContentTypes)}.", status);
        if (response.Content.Headers.ContentLength > _backend.SizeLimit) return TooLarge(status);

        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var document = await LimitedBody.ReadAsync(body, _backend.SizeLimit, response.Content.Headers.ContentLength, cancellationToken);
        return document is null ? TooLarge(status) : new PollOutcome.Answered(document, ValidatorsOf(response), freshFor);
    }

    private PollOutcome.Failed TooLarge(int status) =>
        new(DendriteErrorCode.UpstreamTooLarge, $"The backend's answer is larger than the size limit of {_backend.SizeLimit} bytes.", status);

    private bool Accepts(string type)
    {
        foreach (var accepted in _backend.ContentTypes)
        {
            if (accepted.StartsWith("*+", StringComparison.Ordinal) ? type.EndsWith(accepted[1..], StringComparison.OrdinalIgnoreCase)
                : type.Equals(accepted, StringComparison.OrdinalIgnoreCase)) return true;
        }
        return false;
    }

    private static Validators ValidatorsOf(HttpResponseMessage response)
    {
        var tag = response.Headers.TryGetValues("ETag", out var tags) ? tags.First() : null;
        var modified = response.Content.Headers.LastModified;
        // See Validators.LastModified: a date of the very second in which it was sent proves nothing later.
        var settled = response.Headers.Date is { } sent && modified is { } date && sent - date >= TimeSpan.FromSeconds(1);
        return new Validators(tag, settled ? modified : null);
    }
}
