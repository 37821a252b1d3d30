using Dendrite.Protocol;
using Dendrite.Resilience.Guards;

namespace Dendrite.Resources;

/// <summary>What the calls to one backend go through in this process: places, then the guard; and why the last call failed.</summary>
internal sealed class BackendGuard(GuardKey key, BackendDefinition backend, Guard guard, BackendSlots slots)
{
    private const int LongestReason = 300;

    private volatile string _lastFailure = "";

    public GuardKey Key => key;

    public BackendDefinition Backend => backend;

    public Guard Guard => guard;

    public BackendSlots Slots => slots;

    /// <summary>Why the last call failed that counted as evidence against the backend; empty for none.</summary>
    public string LastFailure => _lastFailure;

    public void Note(string reason) => _lastFailure = reason.Length <= LongestReason ? reason : reason[..LongestReason];
}
