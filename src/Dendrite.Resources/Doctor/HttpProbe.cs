using System.Globalization;
using System.IO.Compression;
using System.Net.Http.Headers;
using Dendrite.Protocol;
using ZstdSharp;

namespace Dendrite.Resources;

/// <summary>Asks a backend once, as a poll would, and notes all of the exchange: the fields as they were sent, and the body packed and unpacked. One caller at a time.</summary>
internal sealed class HttpProbe : IDisposable
{
    /// <summary>The most bytes of an answer that are read, packed or not.</summary>
    public const long SizeLimit = 20_000_000;

    private readonly BackendDefinition _backend;
    private readonly Uri _address;
    private readonly TimeProvider _clock;
    private readonly RequestComposer _composer;
    private readonly UpstreamConnections _connections;
    private readonly List<byte[]> _bodies = [];

    /// <param name="backend">The backend.</param>
    /// <param name="path">The path below its base address, percent-encoded, without a leading slash.</param>
    /// <param name="query">The query without its question mark; may be empty.</param>
    /// <param name="clock">The clock.</param>
    public HttpProbe(BackendDefinition backend, string path, string query, TimeProvider clock)
    {
        (_backend, _clock) = (backend with { Redirects = RedirectPolicy.Any }, clock);
        _composer = new RequestComposer(_backend);
        _address = _composer.AddressOf(new PollRequest(path, query, null));
        _connections = new UpstreamConnections(_backend, unpacks: false);
    }

    /// <summary>Asks. What the backend does is in the result, never an exception.</summary>
    /// <exception cref="OperationCanceledException">The caller's token was cancelled.</exception>
    public async Task<Observation> AskAsync(Validators? validators, CancellationToken cancellationToken)
    {
        var (start, timestamp) = (_clock.GetUtcNow(), _clock.GetTimestamp());
        using var limit = new CancellationTokenSource(_backend.TimeLimit, _clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var blank = new Observation { At = start, Address = _address, Sent = validators };
        var seen = blank;
        try
        {
            seen = await FollowAsync(blank, validators, one => seen = one, both.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            seen = seen with { Failure = $"gave no complete answer within {_backend.TimeLimit.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture)} s" };
        }
        catch (HttpRequestException e)
        {
            seen = seen with { Failure = $"could not be reached: {_connections.Explain(e)}" };
        }
        catch (IOException e)
        {
            seen = seen with { Failure = $"broke its answer off: {PlainText.Line(e.Message).TrimEnd('.')}" };
        }
        return seen with { Took = _clock.GetElapsedTime(timestamp) };
    }

    public void Dispose() => _connections.Dispose();

    private async Task<Observation> FollowAsync(Observation blank, Validators? validators, Action<Observation> note, CancellationToken cancellationToken)
    {
        var (target, isTrusted, hops) = (_address, true, new List<RedirectHop>());
        while (true)
        {
            // Once elsewhere, nobody is trusted to send us back with our credentials.
            isTrusted = isTrusted && RedirectRules.IsSameOrigin(_backend.BaseAddress, target);
            using var message = _composer.Compose(target, validators, _composer.RuleOf(target), null, isTrusted);
            message.Headers.AcceptEncoding.Clear();
            foreach (var coding in new[] { "gzip", "deflate", "br", HttpAnswerReader.Zstandard }) message.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue(coding));
            using var response = await _connections.SendAsync(message, isTrusted, cancellationToken);
            var (status, fields) = ((int)response.StatusCode, new ResponseFields(response));
            // The fields stay when the answer is disposed of.
            var seen = blank with { Status = status, Fields = fields, Address = target, Redirects = [.. hops] };
            note(seen);
            if (!RedirectRules.IsRedirect(status)) return status is >= 200 and < 300 ? await ReadAsync(seen, response, cancellationToken) : seen;
            var next = RedirectRules.Resolve(target, fields.First("Location"));
            hops.Add(new RedirectHop(status, target, next));
            seen = seen with { Redirects = [.. hops] };
            if (next is null) return seen with { RedirectRefusal = $"{status} names no address that can be asked" };
            if (RedirectRules.RefusalOf(_backend, target, next) is { } refusal) return seen with { RedirectRefusal = $"{status} to {next.GetLeftPart(UriPartial.Path)}; {refusal}" };
            if (hops.Count > RedirectRules.MostHops) return seen with { RedirectRefusal = $"{hops.Count} redirects one after another" };
            target = next;
        }
    }

    private async Task<Observation> ReadAsync(Observation seen, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        if (await LimitedBody.ReadAsync(stream, SizeLimit, null, cancellationToken) is not { } sent) return seen with { IsTooLarge = true };
        seen = seen with { Transferred = sent.Length };
        string[] coded = [.. response.Content.Headers.ContentEncoding.Where(coding => !coding.Equals("identity", StringComparison.OrdinalIgnoreCase))];
        if (coded.Length == 0 || sent.Length == 0) return seen with { Body = Known(sent) };
        using var packed = new MemoryStream(sent);
        if (coded.Length > 1 || Unpacked(coded[0], packed) is not { } plain) return seen with { StrangeCoding = string.Join(", ", coded) };
        await using (plain)
        {
            try
            {
                return await LimitedBody.ReadAsync(plain, SizeLimit, null, cancellationToken) is { } body ? seen with { Body = Known(body) } : seen with { IsTooLarge = true };
            }
            catch (Exception e) when (e is InvalidDataException or InvalidOperationException or ZstdException)
            {
                // What gzip and deflate call invalid data, Brotli calls an invalid operation.
                return seen with { Failure = $"sent what could not be unpacked as {coded[0]}: {PlainText.Line(e.Message).TrimEnd('.')}" };
            }
        }
    }

    private static Stream? Unpacked(string coding, Stream packed) => coding.ToLowerInvariant() switch
    {
        "gzip" or "x-gzip" => new GZipStream(packed, CompressionMode.Decompress),
        "deflate" => new ZLibStream(packed, CompressionMode.Decompress),
        "br" => new BrotliStream(packed, CompressionMode.Decompress),
        HttpAnswerReader.Zstandard => HttpAnswerReader.Unpack(packed),
        _ => null,
    };

    /// <summary>The same bytes are one array, however often they come.</summary>
    private byte[] Known(byte[] body)
    {
        if (_bodies.Find(known => known.AsSpan().SequenceEqual(body)) is { } same) return same;
        _bodies.Add(body);
        return body;
    }
}
