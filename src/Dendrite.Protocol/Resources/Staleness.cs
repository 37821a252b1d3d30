using System.Buffers;
using System.Text.Json;

namespace Dendrite.Protocol;

/// <summary>Why a resource's document may be out of date, or that it is gone, and when that may change.</summary>
/// <param name="Code">The class of failure; <see cref="DendriteErrorCode.Gone"/> where there is no such document.</param>
/// <param name="Reason">What happened, for people.</param>
/// <param name="StatusCode">The backend's HTTP status, where it answered with one.</param>
/// <param name="Since">When the first of the failures in a row happened.</param>
/// <param name="Failures">How many polls in a row have failed; at least one.</param>
/// <param name="NextAttempt">When the next poll is planned; the end of time where none is, as while an operator has it paused.</param>
public sealed record Staleness(
    DendriteErrorCode Code,
    string Reason,
    int? StatusCode,
    DateTimeOffset Since,
    int Failures,
    DateTimeOffset NextAttempt)
{
    /// <summary>The age that listeners wish the document to stay below, where that is what is not met (<see cref="DendriteErrorCode.TooOld"/>); null else.</summary>
    public TimeSpan? MaxAge { get; init; }
}

/// <summary>
/// <see cref="Staleness"/> on the wire: the data of a <c>stale</c> or <c>gone</c> event and the value of the <c>Dendrite-Stale</c> header. ASCII only.
/// </summary>
public static class StalenessJson
{
    /// <summary>One line of JSON.</summary>
    public static byte[] Write(Staleness staleness)
    {
        ArgumentNullException.ThrowIfNull(staleness);
        var data = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(data)) Write(json, staleness);
        return data.WrittenSpan.ToArray();
    }

    /// <summary>The same as a value within a larger document.</summary>
    public static void Write(Utf8JsonWriter json, Staleness staleness)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(staleness);
        json.WriteStartObject();
        json.WriteString("code", staleness.Code.ToText());
        json.WriteString("reason", staleness.Reason);
        if (staleness.StatusCode is { } status) json.WriteNumber("status", status);
        json.WriteString("since", staleness.Since);
        json.WriteNumber("failures", staleness.Failures);
        json.WriteString("nextAttempt", staleness.NextAttempt);
        if (staleness.MaxAge is { } age) json.WriteNumber("maxAgeSeconds", age.TotalSeconds);
        json.WriteEndObject();
    }

    /// <summary>Reads what <see cref="Write(Staleness)"/> wrote; a code that this version does not know becomes <see cref="DendriteErrorCode.Internal"/>.</summary>
    /// <exception cref="FormatException">The text is not what <see cref="Write(Staleness)"/> writes.</exception>
    public static Staleness Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            return new Staleness(
                DendriteErrorCodes.TryParse(root.GetProperty("code").GetString() ?? "", out var code) ? code : DendriteErrorCode.Internal,
                root.GetProperty("reason").GetString() ?? "",
                root.TryGetProperty("status", out var status) ? status.GetInt32() : null,
                root.GetProperty("since").GetDateTimeOffset(),
                root.GetProperty("failures").GetInt32(),
                root.GetProperty("nextAttempt").GetDateTimeOffset())
            {
                MaxAge = root.TryGetProperty("maxAgeSeconds", out var age) ? TimeSpan.FromSeconds(age.GetDouble()) : null,
            };
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or OverflowException)
        {
            throw new FormatException("The staleness is not of the form that Dendrite writes.", e);
        }
    }
}
