using Dendrite.Grains.Resources;
using Dendrite.Testing;

namespace Dendrite.Resources;

public sealed class ResourceBudgetTests
{
    private readonly ResourceBudget<string> _budget = new(new ResourceLimits { MaxResources = 3, MaxDocumentBytes = 100 });

    [Fact]
    public void Full_WhatWasFetchedLeavesBeforeWhatLingers_TheOldestFirst()
    {
        foreach (var name in (string[])["lingers", "old", "new"]) Assert.True(_budget.TryAdmit(name, out _));
        _budget.Note("lingers", 1, ResourceUse.Lingering);
        _budget.Note("old", 1, ResourceUse.Fetched);
        _budget.Note("new", 1, ResourceUse.Fetched);
        foreach (var (more, leaves) in ((string, string)[])[("a", "old"), ("b", "new"), ("c", "lingers")])
        {
            Assert.True(_budget.TryAdmit(more, out var leaving));
            Assert.Equal([leaves], leaving);
            _budget.Note(more, 1, ResourceUse.Listened);
        }
    }

    [Fact]
    public void Full_OfWhatIsListenedTo_RefusesOneMoreAndKeepsAll()
    {
        foreach (var name in (string[])["a", "b", "c"])
        {
            Assert.True(_budget.TryAdmit(name, out _));
            _budget.Note(name, 1, ResourceUse.Listened);
        }
        Assert.False(_budget.TryAdmit("d", out var leaving));
        Assert.Equal((3, 0), (_budget.Count, leaving.Count));
        Assert.True(_budget.TryAdmit("a", out _));
        _budget.Remove("a");
        Assert.True(_budget.TryAdmit("d", out _));
    }

    [Fact]
    public void TooManyBytes_ShedsOthersThanTheOneThatGrew_AndRefusesWhenListenersHoldThemAll()
    {
        _budget.TryAdmit("fetched", out _);
        _budget.Note("fetched", 60, ResourceUse.Fetched);
        _budget.TryAdmit("grows", out _);
        Assert.Empty(_budget.Note("grows", 40, ResourceUse.Fetched));
        Assert.Equal(["fetched"], _budget.Note("grows", 41, ResourceUse.Fetched));
        Assert.Equal(41, _budget.Bytes);
        // One alone may be too large: it is there, and there is no place beside it while somebody listens.
        Assert.Empty(_budget.Note("grows", 200, ResourceUse.Listened));
        Assert.False(_budget.TryAdmit("more", out _));
        _budget.Note("grows", 200, ResourceUse.Lingering);
        Assert.True(_budget.TryAdmit("more", out var leaving));
        Assert.Equal(["grows"], leaving);
    }

    [Fact]
    public void AnyCourse_StaysWithinItsLimits_AndNoListenedResourceLeaves() => Property.Check(300, random =>
    {
        var budget = new ResourceBudget<int>(new ResourceLimits { MaxResources = 5, MaxDocumentBytes = 50 });
        var listened = new HashSet<int>();
        for (var step = 0; step < 100; step++)
        {
            var resource = random.Next(12);
            IReadOnlyList<int> leaving = [];
            switch (random.Next(4))
            {
                case 0:
                    budget.TryAdmit(resource, out leaving);
                    break;
                case 1:
                    budget.Remove(resource);
                    listened.Remove(resource);
                    break;
                default:
                    if (!budget.All.Contains(resource)) break;
                    var use = (ResourceUse)random.Next(3);
                    if (use == ResourceUse.Listened) listened.Add(resource);
                    else listened.Remove(resource);
                    leaving = budget.Note(resource, random.Next(20), use);
                    Assert.DoesNotContain(resource, leaving);
                    break;
            }
            Assert.Empty(leaving.Intersect(listened));
            Assert.Empty(leaving.Intersect(budget.All));
            Assert.True(budget.Count <= 5);
            Assert.True(listened.IsSubsetOf(budget.All));
        }
    });
}
