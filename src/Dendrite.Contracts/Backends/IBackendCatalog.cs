using Dendrite.Protocol;

namespace Dendrite.Contracts.Backends;

/// <summary>What an edge may know of a backend; never its address or its credentials.</summary>
/// <param name="Name">The name under which clients address it, as it is configured.</param>
/// <param name="Public">Whether anybody may read it without a login.</param>
/// <param name="TimeLimit">The time that one call may take.</param>
/// <param name="MaxConcurrency">The most calls under way at once, in each silo.</param>
/// <param name="Rules">The names of the guards that rules of its paths have of their own.</param>
[GenerateSerializer, Immutable, Alias("dendrite.BackendSummary")]
public sealed record BackendSummary(
    [property: Id(0)] string Name,
    [property: Id(1)] bool Public,
    [property: Id(2)] TimeSpan TimeLimit,
    [property: Id(3)] int MaxConcurrency,
    [property: Id(4)] IReadOnlyList<string> Rules)
{
    /// <summary>The keys of its guards: its own first, then those of its rules.</summary>
    public IEnumerable<GuardKey> GuardKeys() => [new GuardKey(Name), .. Rules.Select(rule => new GuardKey(Name, rule))];
}

/// <summary>The backends of this deployment. Thread-safe; what it gives may change from call to call, when the configuration is read anew.</summary>
public interface IBackendCatalog
{
    /// <summary>All backends, in the order of their names.</summary>
    IReadOnlyList<BackendSummary> List();

    /// <summary>A backend by its name, in any case; null where there is none.</summary>
    BackendSummary? Find(string name);
}
