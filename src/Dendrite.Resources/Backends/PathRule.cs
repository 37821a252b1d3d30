using System.Text;
using Dendrite.Diff;

namespace Dendrite.Resources;

/// <summary>What may be read of a backend, and how: the first rule of the list whose pattern matches decides.</summary>
public sealed record PathRule
{
    /// <summary>How many bytes the body of a request may have.</summary>
    internal const int LongestBody = 64 * 1024;

    /// <summary>Which paths it is for.</summary>
    public required PathPattern Pattern { get; init; }

    /// <summary>The shortest interval between polls of these; null takes the backend's.</summary>
    public TimeSpan? MinInterval { get; init; }

    /// <summary>The longest interval between polls of these; null takes the backend's.</summary>
    public TimeSpan? MaxInterval { get; init; }

    /// <summary>What is ignored in their documents; null takes the backend's.</summary>
    public IReadOnlyList<string>? Ignore { get; init; }

    /// <summary>What never goes back in their documents; null takes the backend's.</summary>
    public string? Monotonic { get; init; }

    /// <summary>Below which share of the bytes a document is confirmed; null takes the backend's.</summary>
    public double? ConfirmShrink { get; init; }

    /// <summary>The name of a guard of their own, with its breaker and its metrics; null takes the backend's. Rules of one name share it.</summary>
    public string? Guard { get; init; }

    /// <summary>Sent with each request for these, besides the backend's and in place of those of the same name. Default none.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>How these are asked for. Default by GET.</summary>
    public ReadMethod Method { get; init; }

    /// <summary>The body of each request by <see cref="ReadMethod.Post"/>: JSON text, 64 KB at most. It belongs to the path, so that nobody who asks can choose it. Null for a GET.</summary>
    public string? Body { get; init; }

    /// <summary>How the pages of these lists are found; null where the documents are whole.</summary>
    public PagesDefinition? Pages { get; init; }

    /// <summary>Whether the documents of these paths are polled as the backend's others are.</summary>
    internal bool SaysNothing => (MinInterval, MaxInterval, Ignore, Monotonic, ConfirmShrink) is (null, null, null, null, null) && AsksAs(null);

    /// <summary>Whether documents are asked for as another rule says it, or as none does: in the same words, of which the same validators come back.</summary>
    internal bool AsksAs(PathRule? other) =>
        Method == (other?.Method ?? ReadMethod.Get) && Body == other?.Body && Pages == other?.Pages && HasSameHeaders(other);

    internal bool HasSameHeaders(PathRule? other) => HeaderRules.AreSame(Headers, other?.Headers);

    /// <summary>What is wrong with how documents are asked for, each fault beginning with the setting. What may be a secret is in none.</summary>
    internal IEnumerable<string> Faults()
    {
        foreach (var (name, value) in Headers)
            if (HeaderRules.FaultOf(name, value) is { } fault) yield return $"Headers:{name} {fault}.";
        if (Method == ReadMethod.Post && Body is null) yield return "Body is missing; with Method Post it is the JSON text that is sent.";
        if (Method != ReadMethod.Post && Body is not null) yield return "Body is set, but Method is not Post.";
        if (Body is not null && FaultOfBody(Body) is { } wrong) yield return $"Body {wrong}.";
        foreach (var fault in Pages?.Faults() ?? []) yield return $"Pages:{fault}";
    }

    private static string? FaultOfBody(string body)
    {
        if (Encoding.UTF8.GetByteCount(body) is var bytes && bytes > LongestBody) return $"has {bytes} bytes; at most {LongestBody} are sent";
        try
        {
            JsonIndex.Parse(Encoding.UTF8.GetBytes(body)).Release();
            return null;
        }
        catch (JsonFormatException e)
        {
            return $"is not JSON: the text is wrong at byte {e.Offset}";
        }
    }

    /// <summary>Equal settings, whatever objects hold them.</summary>
    public bool Equals(PathRule? other) =>
        other is not null && Pattern == other.Pattern && MinInterval == other.MinInterval && MaxInterval == other.MaxInterval && Guard == other.Guard &&
        Monotonic == other.Monotonic && ConfirmShrink == other.ConfirmShrink && AsksAs(other) && (Ignore ?? []).SequenceEqual(other.Ignore ?? []) && Ignore is null == other.Ignore is null;

    /// <summary>The pattern; what is sent may be secret.</summary>
    public override string ToString() => Pattern.Text;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Pattern, MinInterval, MaxInterval, Guard);
}
