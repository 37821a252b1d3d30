using Dendrite.Contracts.Guards;
using Dendrite.Grains.Guards;
using Dendrite.Testing;

namespace Dendrite.Guards;

/// <summary>When the evidence of silos opens the breaker of all of them.</summary>
public sealed class ClusterJudgementTests
{
    internal static readonly BreakerThresholds Thresholds =
        new(20, 0.5, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(15));

    [Theory]
    [InlineData(4, 4, true)]
    [InlineData(4, 3, true)]
    [InlineData(4, 2, true)]
    [InlineData(4, 1, false)]
    [InlineData(3, 3, false)]
    public void TotalVolume_OfFiveSilos_OpensAtTheMinimumAndTheRatio(int calls, int failures, bool opens) =>
        Assert.Equal(opens, Reason([.. Enumerable.Repeat(new SiloWitness(calls, failures, false), 5)]) is not null);

    [Fact]
    public void OneSilo_HoweverMuchItFails_DoesNotOpenWhereOthersAreWell() =>
        Assert.Null(Reason(new(100_000, 100_000, true), new(5, 0, false), new(5, 0, false)));

    [Fact]
    public void OneSilo_HoweverMuchItFails_DoesNotOpenWhereOthersAreIdle() =>
        Assert.Null(Reason(new(1000, 1000, true), default, default));

    [Fact]
    public void OneSilo_WithOneUnluckyCallElsewhere_DoesNotOpen() => Assert.Null(Reason(new(1000, 1000, true), new(1, 1, false)));

    [Fact]
    public void TheOnlySilo_OpensByItsVolumeOrItsOwnBreaker()
    {
        Assert.NotNull(Reason(new SiloWitness(20, 10, false)));
        Assert.NotNull(Reason(new SiloWitness(0, 0, true)));
        Assert.Null(ClusterJudgement.ReasonToOpen(Thresholds, [new SiloWitness(20, 20, true)], oneSuffices: false));
    }

    [Fact]
    public void Quorum_OfThoseHeard_OpensThoughHealthyTrafficIsHeavier()
    {
        Assert.NotNull(Reason(new(20, 20, true), new(20, 20, true), new(20, 20, true), new(900, 0, false), new(900, 0, false)));
        Assert.Null(Reason(new(20, 20, true), new(20, 20, true), new(900, 0, false), new(900, 0, false), new(900, 0, false)));
    }

    [Fact]
    public void Law_NoSingleSilo_OpensWhatTheOthersWouldNot() => Property.Check(2000, random =>
    {
        var healthy = Enumerable.Range(0, random.Next(1, 8)).Select(_ =>
        {
            var calls = random.Next(1, 200);
            return new SiloWitness(calls, random.Next((calls + 1) / 2), false);
        }).ToArray();
        var poisoned = new SiloWitness(random.Next(100_000), 0, random.Next(2) == 0);
        poisoned = poisoned with { Failures = random.NextInt64(poisoned.Calls + 1) };
        Assert.Null(Reason([.. healthy, poisoned]));
    });

    [Fact]
    public void Law_AllSilosFailing_OpenByTwiceTheMinimumAtTheLatest() => Property.Check(2000, random =>
    {
        // Twice: so much it may take where one silo has half of the traffic; beyond that its own breaker is there.
        var silos = random.Next(2, 8);
        var calls = Enumerable.Range(0, silos).Select(_ => (long)random.Next(10, 40)).ToArray();
        Assert.NotNull(Reason([.. calls.Select(c => new SiloWitness(c, c, false))]));
    });

    private static string? Reason(params SiloWitness[] witnesses) => ClusterJudgement.ReasonToOpen(Thresholds, witnesses, oneSuffices: true);
}
