using System.Security.Cryptography;
using Dendrite.Testing;

namespace Dendrite.Diff;

public sealed class CanonicalHashTests
{
    /// <summary>The example of RFC 8785 section 3.2.2 with the canonical text of section 3.2.4.</summary>
    [Fact]
    public void Hash_ExampleOfTheRfc_IsThatOfItsCanonicalText() => AssertCanonical(
        """{"numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001], "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/", "literals": [null, true, false]}""",
        """{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}""");

    /// <summary>The names of RFC 8785 section 3.2.3, sorted by UTF-16 code units: the emoji comes before U+FB33.</summary>
    [Fact]
    public void Hash_Names_AreSortedByUtf16() => AssertCanonical(
        """{"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One","\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis"}""",
        "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\",\"ö\":\"Latin Small Letter O With Diaeresis\",\"€\":\"Euro Sign\",\"😀\":\"Emoji: Grinning Face\",\"\ufb33\":\"Hebrew Letter Dalet With Dagesh\"}");

    [Theory]
    [InlineData("0", "0")]
    [InlineData("-0", "0")]
    [InlineData("-0.0e5", "0")]
    [InlineData("1.0", "1")]
    [InlineData("100", "100")]
    [InlineData("1e21", "1e+21")]
    [InlineData("1e20", "100000000000000000000")]
    [InlineData("123456789012345680000", "123456789012345680000")]
    [InlineData("0.000001", "0.000001")]
    [InlineData("0.0000001", "1e-7")]
    [InlineData("-1.5e-9", "-1.5e-9")]
    [InlineData("5e-324", "5e-324")]
    [InlineData("1.7976931348623157e308", "1.7976931348623157e+308")]
    [InlineData("9007199254740993", "9007199254740992")]
    [InlineData("295147905179352830000", "295147905179352830000")]
    [InlineData("1e999", "1e999")]
    [InlineData("-1.0E999", "-1.0E999")]
    public void Hash_Number_CountsAsEcmaScriptPrintsIt(string number, string canonical) => AssertCanonical($"[{number}]", $"[{canonical}]");

    [Fact]
    public void Hash_WritingOfADocument_DoesNotCount() => Property.Check(500, random =>
    {
        var document = new JsonGenerator(random).Document(random.Next(60));
        Assert.Equal(Steps.Index(document).Hash, Steps.Index(JsonTree.Parse(document).ToString(random)).Hash);
    });

    [Fact]
    public void Hash_LargeDocument_IsFedInPieces() =>
        AssertCanonical($$"""{"b":"{{new string('x', 10_000)}}","a":[{{string.Join(',', Enumerable.Range(0, 5000))}}]}""", $$"""{"a":[{{string.Join(',', Enumerable.Range(0, 5000))}}],"b":"{{new string('x', 10_000)}}"}""");

    [Fact]
    public void Hash_Text_RoundTrips()
    {
        var hash = CanonicalHash.Of(Steps.Bytes("{}"));
        Assert.Equal("44136fa355b3678a1146ad16f7e8649e", hash.ToString());
        Assert.True(CanonicalHash.TryParse(hash.ToString(), out var read));
        Assert.Equal(hash, read);
        Assert.False(CanonicalHash.TryParse("44136fa3", out _));
        Assert.False(CanonicalHash.TryParse("x4136fa355b3678a1146ad16f7e8649e", out _));
    }

    private static void AssertCanonical(string document, string canonical) =>
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Steps.Bytes(canonical))[..16]), Steps.Index(document).Hash.ToString());
}
