using System.Text;
using Dendrite.Contracts.Guards;
using Dendrite.Contracts.Registries;
using Dendrite.Contracts.Resources;
using Dendrite.Grains.Guards;
using Dendrite.Grains.Registries;
using Dendrite.Grains.Resources;
using Dendrite.Protocol;
using Dendrite.Resources;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace Dendrite.Contracts;

/// <summary>
/// What a release has stored or sent is read by every later one: two versions share a database and a cluster while one replaces the other. A
/// file of a release is written once, by <c>DENDRITE_APPROVE=1</c> where it is missing, and never again.
/// </summary>
public sealed class VersionTests
{
    private static readonly DateTimeOffset At = new(2030, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly Position Here = new(0x1a1fa8a5f5dd93bf, 7);
    private static readonly ResourceKey Key = new("github", ResourceKey.PublicScope, "repos/a/b", "page=2");
    private static readonly Staleness Stale = new(DendriteErrorCode.UpstreamStatus, "503", 503, At, 3, At.AddSeconds(9));
    private static readonly Utf8Json Json = Utf8Json.FromText("""{"n":1}""");
    private static readonly ResourceChanged Change = new(ChangeKind.Updated, Here, "ab", [new EncodedStep(ResourceFormat.Auto, ResourceFormat.Patch, Json)], null);

    /// <summary>One of each kind that is stored or travels, as release 0.1 had it.</summary>
    private static readonly Dictionary<string, object> Samples = new()
    {
        ["state resource"] = new ResourceGrainState { Position = Here, Document = Encoding.UTF8.GetBytes("[1]"), Validators = new Validators("\"a\"", At), Path = "repos/a/b", Query = "page=2" },
        ["state breaker"] = new BreakerGrainState { Decision = new BreakerDecision { RetryAt = At, Holder = "s" }.To(CircuitState.Open, "too many", "", At) },
        ["state registry"] = new RegistryGrainState { Version = 2, Entries = { ["a"] = new RegistryEntry("a", "{}", 2) } },
        ["watch"] = new WatchRequest(Key, new Guid(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11), ResourceFormat.Patch | ResourceFormat.List),
        ["join"] = new JoinRequest(ResourceFormat.Merge, Here),
        ["listen"] = new ListenRequest(Key, new Guid(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11), ResourceFormat.Patch, new JoinRequest(ResourceFormat.Patch, null)),
        ["grant"] = new ListenGrant(Here, TimeSpan.FromSeconds(60), new ResourceSnapshot(Here, Json, "ab", Stale), [Change], Stale, true),
        ["status"] = new ResourceStatus(Here, 2, TimeSpan.FromSeconds(1), 7, 6, 5, 4, 3, 2, 1, Stale, At),
        ["changed"] = Change,
        ["stale"] = new ResourceChanged(ChangeKind.Stale, Here, "", [], Stale),
        ["carried"] = new CarriedResource(Here, [Change], Stale, At, true, new CarriedSchedule(TimeSpan.FromSeconds(2), 3, 1, At, At.AddSeconds(1)), new ResourceCounters(1, 2, 3, 4, 5, 0, 6)),
        ["report"] = new BreakerReport("s", 2, 1, CircuitState.Closed, false, null, 9, 8, 7, 6, 5, 4),
        ["guard"] = new GuardKey("github"),
        ["invalid request"] = new InvalidRequestException(DendriteErrorCode.UnknownBackend, "no"),
        ["upstream"] = new UpstreamException(DendriteErrorCode.UpstreamStatus, "503", 503, TimeSpan.FromSeconds(3)),
        ["storage"] = new StorageException("full"),
        ["busy"] = new BusyException("full", TimeSpan.FromSeconds(2)),
        ["cluster"] = new ClusterException("lost"),
    };

    public static TheoryData<string> Names => [.. Samples.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Release01_WhatItHasStoredOrSent_IsRead(string name)
    {
        using var services = new ServiceCollection().AddSerializer().BuildServiceProvider();
        var serializer = services.GetRequiredService<Serializer>();
        var file = Path.Combine(ArchitectureTests.RepositoryRoot, "tests/Dendrite.Tests/Contracts/Fixtures/0.1", name + ".hex");
        if (Environment.GetEnvironmentVariable("DENDRITE_APPROVE") == "1" && !File.Exists(file))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, Convert.ToHexStringLower(serializer.SerializeToArray(Samples[name])));
        }
        var read = serializer.Deserialize<object>(Convert.FromHexString(File.ReadAllText(file)));
        var (expected, actual) = (Samples[name], read);
        Assert.IsType(expected.GetType(), actual);
        if (expected is DendriteException error) Assert.Equal((error.Code, error.Message), (((DendriteException)actual).Code, ((DendriteException)actual).Message));
        else Assert.Equivalent(expected, actual, strict: true);
    }
}
