using Orleans.Serialization.Cloning;

namespace Orleans.Runtime;

/// <summary>Values that flow from a caller to the grain it calls, and on to those that it calls; never back.</summary>
public static class RequestContext
{
    private const string ReentrancyKey = "#CCR";
    private static readonly AsyncLocal<Dictionary<string, object>?> Local = new();

    public static Guid ReentrancyId
    {
        get => Get(ReentrancyKey) is Guid id ? id : Guid.Empty;
        set
        {
            if (value == Guid.Empty) Remove(ReentrancyKey);
            else Set(ReentrancyKey, value);
        }
    }

    public static IEnumerable<string> Keys => Local.Value?.Keys ?? Enumerable.Empty<string>();

    public static IEnumerable<KeyValuePair<string, object>> Entries => Local.Value ?? Enumerable.Empty<KeyValuePair<string, object>>();

    /// <summary>The dictionary in force. It is replaced at each change, never changed, so it can be handed on.</summary>
    internal static Dictionary<string, object>? Values
    {
        get => Local.Value;
        set => Local.Value = value;
    }

    /// <summary>What an event takes along. It is no part of the producer's chain of calls.</summary>
    internal static Dictionary<string, object>? ExportForEvents(CopyContextPool copies) =>
        Export(copies) is not { } values ? null : !values.ContainsKey(ReentrancyKey) ? values : values.Where(v => v.Key != ReentrancyKey).ToDictionary();

    /// <summary>While the section lasts, calls that come back to this activation along the chain of this call may interleave.</summary>
    public static ReentrancySection AllowCallChainReentrancy()
    {
        var original = ReentrancyId;
        return new ReentrancySection(original, original == Guid.Empty ? Guid.NewGuid() : original);
    }

    /// <summary>While the section lasts, they may not.</summary>
    public static ReentrancySection SuppressCallChainReentrancy() => new(ReentrancyId, Guid.Empty);

    public static object? Get(string key) => Local.Value is { } values && values.TryGetValue(key, out var value) ? value : null;

    public static void Set(string key, object value) =>
        Local.Value = Local.Value is { } values ? new(values) { [key] = value } : new(1) { [key] = value };

    public static bool Remove(string key)
    {
        if (Local.Value is not { } values || !values.ContainsKey(key)) return false;
        var rest = new Dictionary<string, object>(values);
        rest.Remove(key);
        Local.Value = rest.Count == 0 ? null : rest;
        return true;
    }

    public static void Clear()
    {
        if (Local.Value is not null) Local.Value = null;
    }

    /// <summary>The values as they go with a call: those that may change are copied, as arguments are.</summary>
    internal static Dictionary<string, object>? Export(CopyContextPool copies)
    {
        if (Local.Value is not { } values) return null;
        foreach (var value in values.Values)
        {
            if (value is not null && !Shareable.Contains(value.GetType())) return Copy(values, copies);
        }
        return values;
    }

    internal static Guid ReentrancyIdOf(Dictionary<string, object>? values) =>
        values is not null && values.TryGetValue(ReentrancyKey, out var id) ? (Guid)id : Guid.Empty;

    private static Dictionary<string, object> Copy(Dictionary<string, object> values, CopyContextPool copies)
    {
        using var context = copies.GetContext();
        return values.ToDictionary(p => p.Key, p => context.DeepCopy(p.Value)!);
    }

    /// <summary>Ends, on disposal, what <see cref="AllowCallChainReentrancy"/> or <see cref="SuppressCallChainReentrancy"/> began.</summary>
    public readonly struct ReentrancySection : IDisposable
    {
        private readonly Guid _original;
        private readonly Guid _own;

        public ReentrancySection(Guid originalReentrancyId, Guid newReentrancyId)
        {
            _original = originalReentrancyId;
            _own = newReentrancyId;
            if (_own != _original) ReentrancyId = _own;
            if (_own != Guid.Empty) RuntimeContext.Current?.EnterReentrantSection(_own);
        }

        public void Dispose()
        {
            if (_own != Guid.Empty) RuntimeContext.Current?.LeaveReentrantSection(_own);
            if (_own != _original) ReentrancyId = _original;
        }
    }
}
