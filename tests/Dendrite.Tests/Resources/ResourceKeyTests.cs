using Dendrite.Contracts.Resources;
using Dendrite.Testing;

namespace Dendrite.Resources;

public sealed class ResourceKeyTests
{
    [Fact]
    public void Text_OfAnyKey_ReadsBackAsTheSameKey() => Property.Check(2000, random =>
    {
        var key = new ResourceKey(Generate.Text(random, 8), Generate.Text(random, 8), Generate.Text(random, 20), Generate.Text(random, 20));
        Assert.Equal(key, ResourceKey.Parse(key.ToString()));
    });

    [Fact]
    public void Text_OfDifferentKeys_Differs() => Property.Check(2000, random =>
    {
        // Short parts over a small alphabet, so that parts that could run into each other are common.
        var one = new ResourceKey(Generate.Text(random, 2), Generate.Text(random, 2), Generate.Text(random, 2), Generate.Text(random, 2));
        var other = new ResourceKey(Generate.Text(random, 2), Generate.Text(random, 2), Generate.Text(random, 2), Generate.Text(random, 2));
        Assert.Equal(one == other, one.ToString() == other.ToString());
    });

    [Fact]
    public void Text_OfAnyKey_HasNoControlCharacterAndNoLoneSurrogate() => Property.Check(500, random =>
    {
        var text = new ResourceKey("b", "s", Generate.Text(random, 30), "").ToString();
        Assert.DoesNotContain(text, char.IsControl);
        Assert.Equal(text, System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text)));
    });

    [Fact]
    public void Text_OfAnOrdinaryKey_IsReadable() =>
        Assert.Equal("transfer|public|v1/a%0025b|limit=5", new ResourceKey("transfer", "public", "v1/a%b", "limit=5").ToString());

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("a|b|c")]
    [InlineData("a|b|c|d|e")]
    [InlineData("a|b|c|%00")]
    [InlineData("a|b|c|%00zz")]
    public void TryParse_OtherText_IsFalse(string? text) => Assert.False(ResourceKey.TryParse(text, out _));
}
