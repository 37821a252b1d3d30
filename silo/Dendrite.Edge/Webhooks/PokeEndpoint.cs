using System.Globalization;
using System.Text.Json;
using System.Threading.RateLimiting;
using Dendrite.Contracts.Resources;
using Dendrite.Edge.Http;
using Dendrite.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Dendrite.Edge.Webhooks;

/// <summary><c>POST pokes/{backend}</c>: a backend says itself that something has changed, signed, and what is meant is polled.</summary>
/// <remarks>Who is refused for a signature does not learn what was wrong with it; the log does, once a minute for each backend and reason, and the metrics always.</remarks>
internal sealed partial class PokeEndpoint(TimeProvider clock, ILogger<PokeEndpoint> logger) : IDisposable
{
    /// <summary>How many events may be received at once in one process; one more is told to come again.</summary>
    public const int MostAtOnce = 100;

    private const string Prefix = PublicApi.Prefix + "/pokes/";

    private readonly ConcurrencyLimiter _places = new(new ConcurrencyLimiterOptions { PermitLimit = MostAtOnce, QueueLimit = 0 });
    private readonly PokeNotices _notices = new(clock);

    public void Map(WebApplication app)
    {
        var pokes = app.Services.GetRequiredService<IPokes>();
        app.MapMethods(Prefix + "{backend}", [HttpMethods.Post], http => ReceiveAsync(http, pokes));
    }

    public void Dispose() => _places.Dispose();

    private async Task ReceiveAsync(HttpContext http, IPokes pokes)
    {
        var backend = ((string)http.GetRouteValue("backend")!).ToLowerInvariant();
        if (pokes.LimitOf(backend) is not { } limit)
        {
            PokeMetrics.Refuse(null, PokeMetrics.ReasonOf(PokeVerdict.Unknown));
            throw Unknown();
        }
        using var place = _places.AttemptAcquire();
        if (!place.IsAcquired)
        {
            PokeMetrics.Refuse(backend, "busy");
            throw new BusyException("As many events are being received as may be at once; send it again.");
        }
        if (await ReadAsync(http, backend, limit) is not { } body) return;
        var headers = http.Request.Headers.ToDictionary(header => header.Key, header => string.Join(',', header.Value.AsEnumerable()), StringComparer.OrdinalIgnoreCase);
        var answer = await pokes.ReceiveAsync(backend, new PokeEvent(headers, body), http.RequestAborted);
        PokeMetrics.Add(backend, answer);
        Note(backend, answer);
        await AnswerAsync(http, answer);
    }

    /// <summary>The body; null where there is none to go on with, and that has been answered.</summary>
    private async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpContext http, string backend, long limit)
    {
        try
        {
            if (await PokeBodyReader.ReadAsync(http.Request, limit, clock) is { } body) return body;
        }
        catch (TimeoutException)
        {
            PokeMetrics.Refuse(backend, "slow");
            await ProblemWriter.WriteAsync(http, StatusCodes.Status408RequestTimeout, DendriteErrorCode.InvalidRequest, string.Create(CultureInfo.InvariantCulture, $"The body did not come within {PokeBodyReader.TimeLimit.TotalSeconds} s."));
            return null;
        }
        catch (BadHttpRequestException e)
        {
            PokeMetrics.Refuse(backend, "broken");
            throw new InvalidRequestException(DendriteErrorCode.InvalidRequest, $"The body could not be read: {e.Message}");
        }
        PokeMetrics.Refuse(backend, "too_large");
        throw new InvalidRequestException(DendriteErrorCode.BodyTooLarge, string.Create(CultureInfo.InvariantCulture, $"The body is longer than {limit} bytes, which is what this backend's Pokes:SizeLimit allows."));
    }

    private static Task AnswerAsync(HttpContext http, PokeAnswer answer)
    {
        switch (answer.Verdict)
        {
            case PokeVerdict.Taken or PokeVerdict.Replayed:
                return TakeAsync(http, answer);
            case PokeVerdict.Unknown:
                throw Unknown();
            case PokeVerdict.Malformed:
                throw new InvalidRequestException(DendriteErrorCode.InvalidRequest, $"The body is not JSON, which a rule of this backend reads: {answer.Fault} Where the sender offers several content types, choose application/json.");
            default:
                http.Response.Headers.WWWAuthenticate = "HMAC-SHA256 realm=\"dendrite\"";
                throw new InvalidRequestException(DendriteErrorCode.SignatureRefused, "The request is not signed as this backend's events are, or not lately.");
        }
    }

    private static async Task TakeAsync(HttpContext http, PokeAnswer answer)
    {
        // Slack takes a challenge for answered with 200 only.
        http.Response.StatusCode = answer.Challenge is null ? StatusCodes.Status202Accepted : StatusCodes.Status200OK;
        http.Response.ContentType = "application/json";
        http.Response.Headers.CacheControl = "no-store";
        using (var json = new Utf8JsonWriter(http.Response.BodyWriter))
        {
            json.WriteStartObject();
            json.WriteNumber("resources", answer.Resources);
            if (answer.Verdict == PokeVerdict.Replayed) json.WriteBoolean("replayed", true);
            if (answer.Challenge is { } challenge) json.WriteString("challenge", challenge);
            json.WriteEndObject();
        }
        await http.Response.BodyWriter.FlushAsync(http.RequestAborted);
    }

    private void Note(string backend, PokeAnswer answer)
    {
        var reason = answer.Verdict == PokeVerdict.Taken ? null : PokeMetrics.ReasonOf(answer.Verdict);
        if (reason is not null && answer.Verdict != PokeVerdict.Replayed && _notices.IsDue(backend, reason)) LogRefused(logger, backend, reason);
        if (answer.Skipped > 0 && _notices.IsDue(backend, "value")) LogSkipped(logger, backend);
    }

    /// <summary>The same for a name that there is not and for a backend that takes no events: which backends there are is not said.</summary>
    private static InvalidRequestException Unknown() => new(DendriteErrorCode.NotFound, "There is no backend of that name that takes events.");

    [LoggerMessage(EventId = EventIds.PokeRefused, Level = LogLevel.Warning, Message = "An event for backend {Backend} was refused: {Reason}. More of the kind are counted, and told once a minute.")]
    private static partial void LogRefused(ILogger logger, string backend, string reason);

    [LoggerMessage(EventId = EventIds.PokeValueSkipped, Level = LogLevel.Warning, Message = "An event of backend {Backend} has a value that no path may hold, where a rule of its Pokes wants one; the rule was passed over.")]
    private static partial void LogSkipped(ILogger logger, string backend);
}
