namespace Dendrite.Resources;

/// <summary>The events that were taken lately, so that one that comes again has no effect. One caller at a time.</summary>
/// <remarks>Only what its backend has signed is remembered. Where more come than are remembered, the oldest is forgotten before its time.</remarks>
internal sealed class PokeReplays
{
    /// <summary>How many events are remembered.</summary>
    public const int Most = 10_000;

    /// <summary>How long: one may be signed as far ahead of now as it may be behind.</summary>
    public static readonly TimeSpan Memory = 2 * PokeSignatures.Tolerance;

    private readonly Dictionary<string, DateTimeOffset> _known = [];
    private readonly Queue<(string Fingerprint, DateTimeOffset Ends)> _order = new();

    /// <summary>How many are remembered.</summary>
    public int Count => _known.Count;

    /// <summary>Remembers an event; false where it is known already.</summary>
    /// <param name="fingerprint">What it has again when it comes again.</param>
    /// <param name="now">The time.</param>
    /// <param name="forgotten">How many were forgotten before their time.</param>
    public bool TryAdd(string fingerprint, DateTimeOffset now, out int forgotten)
    {
        forgotten = 0;
        while (_order.TryPeek(out var oldest) && oldest.Ends <= now) Forget();
        if (_known.ContainsKey(fingerprint)) return false;
        for (; _order.Count >= Most; forgotten++) Forget();
        _known.Add(fingerprint, now + Memory);
        _order.Enqueue((fingerprint, now + Memory));
        return true;
    }

    /// <summary>An event had no effect for a reason of ours: it may come again.</summary>
    public void Remove(string fingerprint) => _known.Remove(fingerprint);

    private void Forget()
    {
        var (fingerprint, ends) = _order.Dequeue();
        // One that was let come again is remembered anew.
        if (_known.TryGetValue(fingerprint, out var known) && known == ends) _known.Remove(fingerprint);
    }
}
