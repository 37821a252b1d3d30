using Dendrite.Contracts.Resources;
using Dendrite.Resources;

namespace Dendrite.Hosting;

/// <summary>The events of the configured backends: believed or not in this process, which knows the secrets, and handed on by the backend's grain.</summary>
internal sealed class BackendPokes(IBackends backends, IGrainFactory grains, TimeProvider clock) : IPokes
{
    public long? LimitOf(string backend) => Find(backend)?.SizeLimit;

    public async Task<PokeAnswer> ReceiveAsync(string backend, PokeEvent received, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(received);
        if (Find(backend) is not { } definition) return new PokeAnswer(PokeVerdict.Unknown);
        var reading = PokeReading.Of(definition, received.Headers, received.Body, clock.GetUtcNow());
        if (reading.Signature != SignatureVerdict.Good) return new PokeAnswer(VerdictOf(reading.Signature));
        if (reading.Fault is { } fault) return new PokeAnswer(PokeVerdict.Malformed) { Fault = fault };
        if (reading.Patterns.Count == 0) return new PokeAnswer(PokeVerdict.Taken) { Skipped = reading.Skipped, Challenge = reading.Challenge };
        var result = await grains.GetPoke(backend).PokeAsync(new PokeOrder(reading.Fingerprint, reading.Patterns), cancellationToken);
        return new PokeAnswer(result.IsReplay ? PokeVerdict.Replayed : PokeVerdict.Taken, result.Resources) { Skipped = result.IsReplay ? 0 : reading.Skipped };
    }

    private PokeDefinition? Find(string backend) => backends.Names.Contains(backend, StringComparer.OrdinalIgnoreCase) ? backends.GetDefinition(backend).Pokes : null;

    private static PokeVerdict VerdictOf(SignatureVerdict signature) => signature switch
    {
        SignatureVerdict.Missing => PokeVerdict.Unsigned,
        SignatureVerdict.Stale => PokeVerdict.Stale,
        _ => PokeVerdict.WrongSignature,
    };
}
