using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Dendrite.Protocol;

namespace Dendrite.Client;

/// <summary>Reads resources of a server over HTTP and server-sent events.</summary>
public sealed class DendriteClient : IDendriteClient, IDisposable
{
    private const string EventStream = "text/event-stream";

    private static readonly UriCreationOptions AsWritten = new() { DangerousDisablePathAndQueryCanonicalization = true };

    private readonly HttpClient _http;
    private readonly bool _ownsHttp;
    private readonly TimeProvider _clock;

    /// <summary>Makes a client with a connection pool of its own.</summary>
    /// <param name="server">The server's address; a path in it stays before what is asked for.</param>
    /// <exception cref="ArgumentException">It is no http or https address, or has credentials in it.</exception>
    public DendriteClient(Uri server) : this(server, NewHttp(), TimeProvider.System) => _ownsHttp = true;

    /// <summary>Makes a client that uses a given <see cref="HttpClient"/>, whose time limit must be infinite: listening has no end.</summary>
    public DendriteClient(Uri server, HttpClient http, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(server);
        if (!DendriteClientOptionsValidator.IsServer(server)) throw new ArgumentException($"'{server}' is not an absolute http or https address.", nameof(server));
        if (server.UserInfo.Length > 0) throw new ArgumentException("The server's address has a user name or password in it; they would reach logs.", nameof(server));
        _http = http;
        _clock = clock;
        // A server behind a proxy may be below a path of it.
        Resources = new Uri($"{server.GetLeftPart(UriPartial.Path).TrimEnd('/')}/_dendrite/client/v1/resources/");
    }

    /// <summary>Where resources are below the server's address.</summary>
    public Uri Resources { get; }

    /// <summary>How long a stream may be silent, heartbeats included, before it counts as broken. Default 45 s, three heartbeats.</summary>
    public TimeSpan SilenceLimit { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>Event bytes received by all listeners of this client so far, heartbeats and field names included.</summary>
    public long BytesReceived => Interlocked.Read(ref _bytesReceived);

    private long _bytesReceived;

    /// <inheritdoc/>
    public async Task<ResourceSnapshot> FetchAsync(ResourceAddress address, CancellationToken cancellationToken = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, AddressOf(address));
        using var response = await SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellationToken).ConfigureAwait(false);
        var document = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        var position = response.Headers.TryGetValues("Dendrite-Position", out var values) && Position.TryParse(values.First(), out var parsed)
            ? parsed
            : throw NotDendrite("no Dendrite-Position");
        var staleness = response.Headers.TryGetValues("Dendrite-Stale", out var stale) ? StalenessJson.Read(Encoding.UTF8.GetBytes(stale.First())) : null;
        return new ResourceSnapshot(position, new Utf8Json(document), response.Headers.ETag?.Tag.Trim('"') ?? "", staleness);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<ResourceUpdate> ListenAsync(
        ResourceAddress address, ResourceFormat format = ResourceFormat.Patch, Position? from = null, CancellationToken cancellationToken = default) =>
        new SingleUseListening<ResourceUpdate>(ReadAsync(address, format, from, cancellationToken), "call ListenAsync again");

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_ownsHttp) _http.Dispose();
    }

    private async IAsyncEnumerable<ResourceUpdate> ReadAsync(ResourceAddress address, ResourceFormat format, Position? from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, AddressOf(address));
        var accept = new MediaTypeWithQualityHeaderValue(EventStream);
        accept.Parameters.Add(new NameValueHeaderValue("dendrite-format", format.ToName()));
        request.Headers.Accept.Add(accept);
        if (from is { } position) request.Headers.TryAddWithoutValidation("Last-Event-ID", position.ToString());
        using var response = await SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        if (response.Content.Headers.ContentType?.MediaType != EventStream) throw NotDendrite($"'{response.Content.Headers.ContentType}' instead of {EventStream}");

        var body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using var reader = new SseReader(body, SilenceLimit, _clock);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false) is { } next)
        {
            Interlocked.Add(ref _bytesReceived, next.WireBytes);
            // An event that this version does not know is skipped: a newer server may tell more.
            if (!Enum.TryParse<ResourceEvent>(next.Name, ignoreCase: true, out var kind) || kind is ResourceEvent.Disconnected or ResourceEvent.Connected) continue;
            var at = Position.TryParse(next.Id, out var id) ? id : default;
            yield return new ResourceUpdate(at, kind, new Utf8Json(next.Data), next.Hash);
            if (kind == ResourceEvent.Failure) throw FailureOf(next.Data);
        }
    }

    /// <summary>As it is written: a signed query is another one when an escape in it is tidied away.</summary>
    private Uri AddressOf(ResourceAddress address) => new($"{Resources.AbsoluteUri}{address.Backend}/{address.Path}{(address.Query.Length == 0 ? "" : "?" + address.Query)}", AsWritten);

    private static HttpClient NewHttp() => new(new SocketsHttpHandler { Proxy = OutboundProxy.Default, PooledConnectionLifetime = TimeSpan.FromMinutes(5) }) { Timeout = Timeout.InfiniteTimeSpan };

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, HttpCompletionOption completion, CancellationToken cancellationToken)
    {
        HttpResponseMessage response;
        using var silence = new CancellationTokenSource(SilenceLimit, _clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, silence.Token);
        try
        {
            response = await _http.SendAsync(request, completion, both.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (silence.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new UpstreamException(DendriteErrorCode.UpstreamTimeout, $"{Resources.GetLeftPart(UriPartial.Authority)} was silent for {SilenceLimit.TotalSeconds:0.###} s.");
        }
        catch (HttpRequestException e)
        {
            throw new UpstreamException(DendriteErrorCode.UpstreamUnreachable, $"{Resources.GetLeftPart(UriPartial.Authority)} could not be reached: {OutboundProxy.Default.Explain(Resources, e)}");
        }
        if (response.IsSuccessStatusCode) return response;
        using (response) throw await ProblemOfAsync(response, cancellationToken).ConfigureAwait(false);
    }

    private async Task<DendriteException> ProblemOfAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var status = (int)response.StatusCode;
        if (response.Content.Headers.ContentType?.MediaType != "application/problem+json")
            return new UpstreamException(DendriteErrorCode.UpstreamStatus, $"{Resources.GetLeftPart(UriPartial.Authority)} answered {status} {response.ReasonPhrase}, not as a Dendrite server does.", status);
        try
        {
            var body = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
            using var problem = JsonDocument.Parse(body);
            var detail = problem.RootElement.TryGetProperty("detail", out var text) ? text.GetString() ?? "" : "";
            var code = problem.RootElement.TryGetProperty("code", out var name) && DendriteErrorCodes.TryParse(name.GetString() ?? "", out var known) ? known : DendriteErrorCode.Internal;
            return (int)code < 2000 ? new InvalidRequestException(code, detail) : new UpstreamException(code, detail, status, response.Headers.RetryAfter?.Delta);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or JsonException or InvalidOperationException)
        {
            // Cut short or not ours: what it would have said is not known, and asking again may help.
            return new UpstreamException(DendriteErrorCode.UpstreamAborted, $"The server answered {status} {response.ReasonPhrase}, and the rest of its answer was lost.", status);
        }
    }

    private static DendriteException FailureOf(ReadOnlyMemory<byte> data)
    {
        using var failure = JsonDocument.Parse(data);
        var message = failure.RootElement.TryGetProperty("message", out var text) ? text.GetString() ?? "" : "";
        var code = failure.RootElement.TryGetProperty("code", out var name) && DendriteErrorCodes.TryParse(name.GetString() ?? "", out var known) ? known : DendriteErrorCode.Internal;
        return (int)code < 2000 ? new InvalidRequestException(code, message) : new UpstreamException(code, message);
    }

    private UpstreamException NotDendrite(string what) =>
        new(DendriteErrorCode.UpstreamContentType, $"{Resources.GetLeftPart(UriPartial.Authority)} does not answer like a Dendrite server: {what}.");
}
