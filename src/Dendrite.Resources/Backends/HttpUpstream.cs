using Dendrite.Protocol;
using ZstdSharp;

namespace Dendrite.Resources;

/// <summary>
/// The way to a backend over HTTP: one connection pool, a time limit and a size limit for each answer. The configured headers go to the
/// origin that was configured and to no other, whatever redirects say.
/// </summary>
internal sealed class HttpUpstream : IUpstream, IDisposable
{
    /// <summary>How long a backend whose validators lied is asked without them.</summary>
    private static readonly TimeSpan Distrust = TimeSpan.FromHours(1);

    private readonly BackendDefinition _backend;
    private readonly TimeProvider _clock;
    private readonly UpstreamConnections _connections;
    private readonly RequestComposer _composer;
    private readonly HttpAnswerReader _reader;
    private readonly RedirectMemory _redirects = new();
    private long _distrustedUntil;

    public HttpUpstream(BackendDefinition backend, TimeProvider clock)
    {
        _backend = backend;
        _clock = clock;
        _connections = new UpstreamConnections(backend);
        _composer = new RequestComposer(backend);
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

    /// <summary>Asks, and goes where redirects lead. A remembered target that brings nothing is forgotten, so that the next poll asks the address itself.</summary>
    private async Task<PollOutcome> FollowAsync(PollRequest request, CancellationToken cancellationToken)
    {
        var address = _composer.AddressOf(request);
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
        var body = _composer.RuleOf(request)?.Body;
        if (request.ValidatorsLied) Volatile.Write(ref _distrustedUntil, (_clock.GetUtcNow() + Distrust).UtcTicks);
        for (var hops = 0; ; hops++)
        {
            // Once elsewhere, nobody is trusted to send us back with our credentials.
            isTrusted = isTrusted && RedirectRules.IsSameOrigin(_backend.BaseAddress, target);
            using var message = _composer.Compose(target, IsDistrusted ? null : request.Validators, _composer.RuleOf(target), body, isTrusted);
            // What an HTTP/2 backend refused unseen (GOAWAY, REFUSED_STREAM) the handler sends again by itself (RFC 9113, sections 6.8 and 8.7).
            using var response = await _connections.SendAsync(message, isTrusted, cancellationToken);
            var status = (int)response.StatusCode;
            if (!RedirectRules.IsRedirect(status))
            {
                var outcome = await _reader.ReadAsync(response, request, IsDistrusted, cancellationToken);
                if (hops > 0 && isPermanent && isTrusted && outcome is not PollOutcome.Failed) _redirects.Remember(address, target);
                return request.WantsLinks ? outcome with { Links = new AnswerLinks(target, new ResponseFields(response).All("Link")) } : outcome;
            }
            var fields = new ResponseFields(response);
            isPermanent &= RedirectRules.IsPermanent(status) && CacheControl.Parse(fields.List("Cache-Control")) is var control && !control.Has("no-store") && !control.Has("no-cache");
            if (RedirectRules.Resolve(target, fields.First("Location")) is not { } location) return Redirected(status, "", "without an address that can be asked");
            // What the backend says back of the configured parameters is neither kept nor sent elsewhere.
            var next = _composer.Bare(location);
            if (RedirectRules.RefusalOf(_backend, target, next) is { } refusal) return Redirected(status, $" to {next.GetLeftPart(UriPartial.Path)}", refusal);
            if (hops == RedirectRules.MostHops) return Redirected(status, $" to {next.GetLeftPart(UriPartial.Path)}", $"{RedirectRules.MostHops} redirects were followed before");
            if (body is not null && RedirectRules.RefusalOfPost(_backend, status, next) is { } unsafeToPost) return Redirected(status, $" to {next.GetLeftPart(UriPartial.Path)}", unsafeToPost);
            target = next;
        }
    }

    private static PollOutcome.Failed Redirected(int status, string target, string why) =>
        new(DendriteErrorCode.UpstreamRedirect, $"The backend redirects ({status}){target}; {why}.", status);

    private bool IsDistrusted => _clock.GetUtcNow().UtcTicks < Volatile.Read(ref _distrustedUntil);
}
