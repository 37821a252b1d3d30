using Dendrite.Contracts.Resources;
using Dendrite.Edge.Admin;
using Dendrite.Edge.Resources;

namespace Dendrite.Admin;

/// <summary>What sharing and updates have spared, as operators are told.</summary>
public sealed class ResourceReadingTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly ResourceKey Key = new("b", "public", "x");

    private static readonly ResourceStatus Status = new(default, 1, TimeSpan.FromSeconds(1), 1000, 20, 3, 0, 10, 0, 10_000, null, Now);

    /// <summary>Only 304 counted: a document of a megabyte with an update a second had spared nothing.</summary>
    [Fact]
    public void BytesSaved_CountsUpdatesForEachListener()
    {
        var deliveries = new Deliveries();
        var (one, other) = (deliveries.Open(Key), deliveries.Open(Key));
        for (var i = 0; i < 10; i++)
        {
            one.Add(100);
            other.Add(100);
        }
        var (updates, bytes) = deliveries.Of(Key);
        Assert.Equal(3 * 1000 + 20 * (1000 - 100), new ResourceReading(Key, 2, Status, updates, bytes).BytesSaved);
        Assert.Equal(3 * 1000, new ResourceReading(Key, 2, Status, 1, 5000).BytesSaved);
        one.Dispose();
        one.Dispose();
        Assert.Equal(20, deliveries.Of(Key).Updates);
        other.Dispose();
        Assert.Equal(default, deliveries.Of(Key));
    }

    /// <summary>A backend that asks for a minute between polls was counted as polled each second.</summary>
    [Fact]
    public void CallsSaved_AreByHowOftenIsReallyPolled()
    {
        var rates = new PollRates();
        Assert.Null(rates.PerMinute(Key, 20, Now));
        Assert.Null(rates.PerMinute(Key, 20, Now + TimeSpan.FromSeconds(4)));
        var rate = rates.PerMinute(Key, 21, Now + TimeSpan.FromSeconds(30));
        Assert.Equal(2, rate!.Value, 6);
        Assert.Equal(9 * 2, new ResourceReading(Key, 10, Status, PollsPerMinute: rate).CallsSavedPerMinute, 6);
        Assert.Equal(9 * 60, new ResourceReading(Key, 10, Status).CallsSavedPerMinute, 6);
        // What was long ago is forgotten, and another activation counts from zero.
        for (var i = 1; i <= 60; i++) rate = rates.PerMinute(Key, 21 + i, Now + TimeSpan.FromSeconds(30 + i));
        Assert.Equal(60, rate!.Value, 6);
        Assert.Null(rates.PerMinute(Key, 1, Now + TimeSpan.FromSeconds(91)));
    }
}
