namespace Dendrite.Contracts.Backends;

/// <summary>What an edge may know of a backend; never its address or its credentials.</summary>
/// <param name="Name">The name under which clients address it, as it is configured.</param>
/// <param name="Public">Whether anybody may read it without a login.</param>
/// <param name="TimeLimit">The time that one call may take.</param>
/// <param name="MaxConcurrency">The most calls under way at once, in each silo.</param>
[GenerateSerializer, Immutable, Alias("dendrite.BackendSummary")]
public sealed record BackendSummary(
    [property: Id(0)] string Name,
    [property: Id(1)] bool Public,
    [property: Id(2)] TimeSpan TimeLimit,
    [property: Id(3)] int MaxConcurrency);

/// <summary>The backends of this deployment. Thread-safe; what it gives may change from call to call, when the configuration is read anew.</summary>
public interface IBackendCatalog
{
    /// <summary>All backends, in the order of their names.</summary>
    IReadOnlyList<BackendSummary> List();

    /// <summary>A backend by its name, in any case; null where there is none.</summary>
    BackendSummary? Find(string name);
}
