namespace Dendrite.Diff;

public sealed class ShrinkerTests
{
    [Fact]
    public void Check_FailingPair_IsMadeSmall()
    {
        var thrown = Assert.Throws<InvalidOperationException>(() => Shrinker.Check(
            """{"a":[1,2,{"deep":[3,{"x":true}]}],"b":"text"}""",
            """{"a":[1,{"deep":[3,{"x":true}]}],"c":null}""",
            (old, _) => Assert.DoesNotContain("true", old, StringComparison.Ordinal)));
        Assert.StartsWith("Smallest failing pair: true and 0.", thrown.Message, StringComparison.Ordinal);
    }
}
