using Dendrite.Diff;

namespace Dendrite.Resources;

/// <summary>What an event says, as far as it is believed. A decision: values in, values out.</summary>
internal sealed record PokeReading
{
    /// <summary>What its signature is worth; nothing else is read where that is not good.</summary>
    public required SignatureVerdict Signature { get; init; }

    /// <summary>What an event that comes again has again; null where nobody can tell.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>The paths that it pokes, each once.</summary>
    public IReadOnlyList<string> Patterns { get; init; } = [];

    /// <summary>How many rules it fulfils with a value that no path may hold.</summary>
    public int Skipped { get; init; }

    /// <summary>What its sender wants to hear, to know that it has found who it looks for; null where it asks nothing.</summary>
    public string? Challenge { get; init; }

    /// <summary>Why a body that had to be JSON could not be read; null where it could.</summary>
    public string? Fault { get; init; }

    /// <summary>Reads one event.</summary>
    /// <param name="definition">The backend's form, secrets and rules.</param>
    /// <param name="headers">Its headers, several of one name joined by commas; names without case.</param>
    /// <param name="body">Its body, byte for byte.</param>
    /// <param name="now">The time.</param>
    public static PokeReading Of(PokeDefinition definition, IReadOnlyDictionary<string, string> headers, ReadOnlyMemory<byte> body, DateTimeOffset now)
    {
        var reading = new PokeReading { Signature = PokeSignatures.Check(definition, headers, body.Span, now, out var fingerprint), Fingerprint = fingerprint };
        if (reading.Signature != SignatureVerdict.Good) return reading with { Fingerprint = null };
        var read = new PokeBody(body);
        try
        {
            return definition.Signature == PokeSigning.Slack && ChallengeOf(body, read) is { } challenge ? reading with { Challenge = challenge } : Apply(definition, headers, read, reading);
        }
        catch (JsonFormatException e)
        {
            return reading with { Fault = e.Message };
        }
    }

    private static PokeReading Apply(PokeDefinition definition, IReadOnlyDictionary<string, string> headers, PokeBody body, PokeReading reading)
    {
        var (patterns, skipped) = (new List<string>(), 0);
        foreach (var rule in definition.Rules)
        {
            if (!rule.When.All(condition => condition.IsFulfilled(headers, body))) continue;
            try
            {
                if (rule.Poke.Fill(body) is { } pattern && !patterns.Contains(pattern.Text)) patterns.Add(pattern.Text);
            }
            catch (FormatException e) when (e is not JsonFormatException)
            {
                // Who has signed it means something else by the value than a path; the other rules are not concerned.
                skipped++;
            }
        }
        return reading with { Patterns = patterns, Skipped = skipped };
    }

    /// <summary>Slack asks an address once for a word back before it sends events there.</summary>
    private static string? ChallengeOf(ReadOnlyMemory<byte> body, PokeBody read) =>
        body.Span.IndexOf("url_verification"u8) >= 0 && read.Text("/type") == "url_verification" ? read.Text("/challenge") : null;
}
