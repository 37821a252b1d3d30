using Dendrite.Contracts.Resources;
using Dendrite.Testing;

namespace Dendrite.Resources;

public sealed class ResourceKeyTests
{
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
        var text = new ResourceKey(Generate.Text(random, 8), Generate.Text(random, 8), Generate.Text(random, 30), Generate.Text(random, 30)).ToString();
        Assert.DoesNotContain(text, char.IsControl);
        Assert.Equal(text, System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text)));
    });

    /// <summary>A query of some thousand characters broke the index of the store's table, for ever; and signatures in queries were in logs by the names of grains.</summary>
    [Fact]
    public void Text_OfALongAddress_IsShortAndTellsNothingOfIt()
    {
        var text = new ResourceKey("transfer", "public", new string('p', 4000), "signature=secret" + new string('q', 4000)).ToString();
        Assert.StartsWith("transfer|public|", text, StringComparison.Ordinal);
        Assert.Equal("transfer|public|".Length + 32, text.Length);
        Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
    }

    /// <summary>State is stored under this text.</summary>
    [Fact]
    public void Text_OfAnOrdinaryKey_StaysTheSameInEveryVersion() =>
        Assert.Equal("transfer|public|4a3276a377e5666e3e6c0abcc99eafea", new ResourceKey("transfer", "public", "v1/a%b", "limit=5").ToString());
}
