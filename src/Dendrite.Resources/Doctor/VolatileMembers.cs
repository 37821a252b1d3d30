using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Dendrite.Diff;

namespace Dendrite.Resources;

/// <summary>
/// Finds the members that change with each answer and say nothing of the resource: the time of the answer, the number of the request, a random mark. A member
/// counts where its name or its values tell so and it changes most of the time, and where either nothing else changes now and then, or there is no doubt.
/// </summary>
internal static class VolatileMembers
{
    /// <summary>In fewer documents nothing is found.</summary>
    public const int LeastDocuments = 4;

    private const double MostOfTheTime = 0.6;
    private static readonly TimeSpan Near = TimeSpan.FromSeconds(5);

    /// <summary>Names, without case and marks, that can be nothing else.</summary>
    private static readonly string[] Certain =
    [
        "generatedat", "generatedon", "generated", "servertime", "currenttime", "responsetime", "requestid", "reqid", "traceid", "spanid", "correlationid", "nonce", "tookms", "executiontime", "querytime",
        "processingtime", "elapsedms", "fetchedat", "retrievedat", "queriedat", "renderedat", "servedat", "asof", "timestamp", "requesttime", "csrftoken", "requestcount", "pageviews",
    ];

    /// <summary>Names that may be something else where other members change with them.</summary>
    private static readonly string[] Likely =
        ["now", "ts", "time", "date", "datetime", "age", "ttl", "took", "elapsed", "duration", "uptime", "random", "rand", "seed", "expiresin", "cachedat", "sessionid", "token", "hits", "visits", "views", "served", "requests", "counter", "heartbeat", "lastping"];

    /// <summary>What may be near the time of the answer because the document has just changed.</summary>
    private static readonly string[] OfChanges = ["updat", "modif", "chang", "last", "creat", "start", "finish", "end", "seen"];

    /// <summary>The pointers, in the order of the document.</summary>
    public static IReadOnlyList<string> Of(IReadOnlyList<ExaminedDocument> documents)
    {
        if (documents.Count < LeastDocuments) return [];
        var steps = documents.Zip(documents.Skip(1)).Select(pair => DocumentPlaces.Between(pair.First.Root, pair.Second.Root)).ToArray();
        var candidates = steps.SelectMany(step => step).GroupBy(place => place.Pointer)
            .Where(places => places.All(place => place.IsValue) && !places.All(place => IsCounting(place)))
            .Select(places => (places.Key, Share: (double)places.Count() / steps.Length, IsNow: IsAlwaysNow(places.Key, documents), IsRandom: places.All(place => IsRandom(place.After!.Value))))
            .Where(c => IsNamed(c.Key, Certain) || IsNamed(c.Key, Likely) || c.IsNow || c.IsRandom)
            .Where(c => c.Share >= MostOfTheTime || (c.IsNow && c.Share * steps.Length >= 2))
            .ToArray();
        var pointers = candidates.Select(c => c.Key).ToHashSet(StringComparer.Ordinal);
        if (steps.Any(step => step.Count > 0 && step.All(place => pointers.Contains(place.Pointer)))) return [.. candidates.Select(c => c.Key)];
        // Something else changes each time: only what can be nothing else.
        return [.. candidates.Where(c => !c.Key.Contains('*', StringComparison.Ordinal) && (IsNamed(c.Key, Certain) || (c.IsNow && !IsOfChanges(c.Key)))).Select(c => c.Key)];

        // A single member that is the whole document says something.
        bool IsCounting(ChangedPlace place) => place.Pointer.Length == 0 || (documents[0].Root.ValueKind == JsonValueKind.Object && documents[0].Root.EnumerateObject().Count() == 1 && place.Pointer.LastIndexOf('/') == 0);
    }

    /// <summary>A document without the members at these pointers.</summary>
    public static JsonIndex Without(JsonElement root, IReadOnlyList<string> pointers)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output, new JsonWriterOptions { MaxDepth = 1024, SkipValidation = true })) Write(json, root, "", pointers.ToHashSet(StringComparer.Ordinal));
        return JsonIndex.Parse(output.WrittenMemory);
    }

    private static void Write(Utf8JsonWriter json, JsonElement value, string pointer, HashSet<string> without)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                json.WriteStartObject();
                foreach (var member in value.EnumerateObject())
                {
                    var place = DocumentPlaces.Join(pointer, DocumentPlaces.NameOf(member));
                    if (without.Contains(place)) continue;
                    json.WritePropertyName(DocumentPlaces.NameOf(member));
                    Write(json, member.Value, place, without);
                }
                json.WriteEndObject();
                break;
            case JsonValueKind.Array:
                json.WriteStartArray();
                foreach (var item in value.EnumerateArray()) Write(json, item, pointer + "/*", without);
                json.WriteEndArray();
                break;
            default:
                json.WriteRawValue(JsonMarshal.GetRawUtf8Value(value), skipInputValidation: true);
                break;
        }
    }

    private static bool IsNamed(string pointer, string[] names)
    {
        var name = string.Concat(pointer[(pointer.LastIndexOf('/') + 1)..].Where(char.IsLetterOrDigit)).ToLowerInvariant();
        return names.Contains(name);
    }

    private static bool IsOfChanges(string pointer) => OfChanges.Any(part => pointer[(pointer.LastIndexOf('/') + 1)..].Contains(part, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether the value is the time of the answer in every document: so near, and another one three times at least.</summary>
    private static bool IsAlwaysNow(string pointer, IReadOnlyList<ExaminedDocument> documents)
    {
        if (pointer.Contains('*', StringComparison.Ordinal)) return false;
        var times = new HashSet<DateTimeOffset>();
        foreach (var document in documents)
        {
            if (document.Index.Select(pointer) is not { } text || TimeOf(JsonElement.Parse(text.Span), document.SentAt) is not { } time || (time - document.SentAt).Duration() > Near) return false;
            times.Add(time);
        }
        return times.Count >= 3;
    }

    /// <summary>A date, or a number since 1970 in s, ms, µs or ns; null where it is none.</summary>
    private static DateTimeOffset? TimeOf(JsonElement value, DateTimeOffset sent)
    {
        if (value.ValueKind == JsonValueKind.String)
            return JsonText.Of(value) is { Length: >= 10 } text && (HttpDate.Parse(text, sent) ?? (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date) ? date : null)) is { } read ? read : null;
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetDecimal(out var number)) return null;
        for (var seconds = number; seconds >= 1_000_000_000; seconds /= 1000)
            if (seconds < 10_000_000_000) return DateTimeOffset.UnixEpoch.AddSeconds((double)seconds);
        return null;
    }

    /// <summary>A mark of sixteen characters and more that are letters of hexadecimal, or a UUID.</summary>
    private static bool IsRandom(JsonElement value) =>
        value.ValueKind == JsonValueKind.String && JsonText.Of(value) is { Length: >= 16 and <= 128 } text && (Guid.TryParse(text, out _) || (text.All(char.IsAsciiHexDigit) && text.Any(char.IsAsciiDigit)));
}
