using System.Text.Json;

namespace Dendrite.Cli.Demo;

/// <summary>What the demo has done so far.</summary>
/// <param name="Seconds">How long it ran.</param>
/// <param name="Polls">Requests to the backend.</param>
/// <param name="NotModified">How many of them were answered 304.</param>
/// <param name="Updates">Changes that reached the listener.</param>
/// <param name="BytesReceived">Bytes of the event stream, the first snapshot included.</param>
/// <param name="BytesPolling">What a client that polls as often, with ETags, would have received: the whole document with each change.</param>
internal sealed record DemoTotals(double Seconds, long Polls, long NotModified, long Updates, long BytesReceived, long BytesPolling)
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public string ToJson() => JsonSerializer.Serialize(this, Json);
}
