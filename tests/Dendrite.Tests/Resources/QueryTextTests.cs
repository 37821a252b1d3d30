namespace Dendrite.Resources;

public sealed class QueryTextTests
{
    [Theory]
    [InlineData("a=1&key=x&b=2", "a=1&b=2")]
    [InlineData("key=x", "")]
    [InlineData("KEY=x&k%65y=y&a=%2f", "a=%2f")]
    [InlineData("key&keys=1", "keys=1")]
    [InlineData("a=key", "a=key")]
    [InlineData("", "")]
    [InlineData("a=%zz&&b", "a=%zz&&b")]
    public void Without_AName_TakesEverySpellingOfItAndNothingElse(string query, string left) => Assert.Equal(left, QueryText.Without(query, ["key"]));

    [Theory]
    [InlineData("", "page=2")]
    [InlineData("page=1&q=a%20b", "q=a%20b&page=2")]
    public void With_AName_ReplacesIt(string query, string with) => Assert.Equal(with, QueryText.With(query, "page", "2"));

    [Theory]
    [InlineData("api key", "a&b=c", "api%20key=a%26b%3Dc")]
    [InlineData("k", "ü+", "k=%C3%BC%2B")]
    public void Of_NameAndValue_AreEscaped(string name, string value, string text) => Assert.Equal(text, QueryText.Of(name, value));

    [Theory]
    [InlineData("", "v", "is not a parameter's name")]
    [InlineData("a\n", "v", "is not a parameter's name")]
    [InlineData("a", "", "has no value")]
    [InlineData("a", "s3cret\r\n", "has a control character in its value")]
    public void FaultOf_WhatCannotBeSent_IsSaidWithoutTheValue(string name, string value, string fault)
    {
        var said = QueryText.FaultOf(name, value);
        Assert.StartsWith(fault, said, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", said, StringComparison.Ordinal);
    }

    [Fact]
    public void FaultOf_AValueThatIsTooLong_SaysHowLong()
    {
        Assert.Null(QueryText.FaultOf("a", new string('x', QueryText.LongestValue)));
        Assert.Equal("has a value of 4097 characters; at most 4096 are sent", QueryText.FaultOf("a", new string('x', QueryText.LongestValue + 1)));
    }
}
