using Microsoft.Extensions.Options;

namespace Dendrite.Edge;

/// <summary>What the HTTP edges need to know: the section <c>Dendrite</c> of a host, the root of the server's own configuration.</summary>
public sealed class EdgeOptions
{
    /// <summary>The section of a host's configuration.</summary>
    public const string SectionName = "Dendrite";

    /// <summary>How long a connection may be silent before a comment is sent on it. Default 15 s; 100 ms to 1 h.</summary>
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>What operators send as Bearer to be let in anywhere; null where there is none. At least 16 printable ASCII characters, or a reference to them: <c>file:/run/secrets/token</c>, <c>env:NAME</c>.</summary>
    public string? AdminToken { get; set; }

    /// <summary>Whether monitors may read on every listener. Default false.</summary>
    public bool IsMonitorPublic { get; set; }

    /// <summary>How many hystrix.streams may be open at once. Default 5; 1 to 1,000.</summary>
    public int MaxStreams { get; set; } = 5;

    /// <summary>How many may listen to this process at once. Default 50,000; at least 1.</summary>
    public int MaxListeners { get; set; } = 50_000;

    /// <summary>How many of them may come from one address. Default 10,000, for behind a proxy all do; at least 1.</summary>
    public int MaxListenersPerClient { get; set; } = 10_000;

    /// <summary>Which protocols are on, by their names (<c>Protocols:EventStream: false</c>); one that is not named is. Default none.</summary>
    public IReadOnlyDictionary<string, bool> Protocols { get; set; } = new Dictionary<string, bool>();

    /// <summary>What was wrong in the configuration.</summary>
    internal List<string> Faults { get; } = [];

    internal void CopyTo(EdgeOptions other)
    {
        (other.Heartbeat, other.AdminToken) = (Heartbeat, AdminToken);
        (other.IsMonitorPublic, other.MaxStreams, other.Protocols) = (IsMonitorPublic, MaxStreams, Protocols);
        (other.MaxListeners, other.MaxListenersPerClient) = (MaxListeners, MaxListenersPerClient);
    }
}

/// <summary>Refuses wrong options with all faults.</summary>
internal sealed class EdgeOptionsValidator : IValidateOptions<EdgeOptions>
{
    public ValidateOptionsResult Validate(string? name, EdgeOptions options)
    {
        List<string> faults = [.. options.Faults];
        if (options.Heartbeat < TimeSpan.FromMilliseconds(100) || options.Heartbeat > TimeSpan.FromHours(1)) faults.Add($"{nameof(options.Heartbeat)} is {options.Heartbeat}, outside 100 ms to 1 h.");
        if (options.MaxStreams is < 1 or > 1000) faults.Add($"{nameof(options.MaxStreams)} is {options.MaxStreams}, outside 1 to 1000.");
        if (options.MaxListeners < 1) faults.Add($"{nameof(options.MaxListeners)} is {options.MaxListeners}; it is at least 1.");
        if (options.MaxListenersPerClient < 1) faults.Add($"{nameof(options.MaxListenersPerClient)} is {options.MaxListenersPerClient}; it is at least 1.");
        if (options.AdminToken is { } token && EdgeSection.FaultOfSecret(token) is { } fault) faults.Add($"{nameof(options.AdminToken)} {fault}.");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
