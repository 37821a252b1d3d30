namespace Dendrite.Resources;

/// <summary>RFC 8288: the link to the next page, however it is written.</summary>
public sealed class LinkFieldTests
{
    [Theory]
    [InlineData("<https://h/a?page=2>; rel=\"next\", <https://h/a?page=9>; rel=\"last\"", "https://h/a?page=2")]
    [InlineData("<https://h/a?page=1>; rel=\"prev\", <https://h/a?page=3>; rel=\"next\"", "https://h/a?page=3")]
    [InlineData("</a?page=2>;rel=next", "/a?page=2")]
    [InlineData("<?page=2> ; REL = Next", "?page=2")]
    [InlineData("<?ids=1,2;3>; rel=next", "?ids=1,2;3")]
    [InlineData("<a>; title=\"rel=next, <b>; x\"; rel=prev, <c>; rel=\"last next\"", "c")]
    [InlineData("<a>; title=\"a \\\"quoted\\\" <b>; rel=next\"; rel=\"next\"", "a")]
    [InlineData("<a>; rel=\"prev\"; rel=\"next\", <b>; rel=\"next\"", "b")]
    [InlineData("<a>; rel=\"next\"; anchor=\"/other\", <b>; rel=\"next\"", "b")]
    [InlineData("<a>; rel=\"nextish\", <b>; rel=\"x:next\", <c>; next", null)]
    [InlineData(",, <a>; rel=next", "a")]
    [InlineData("<a>; crossorigin; rel=next;", "a")]
    [InlineData("<a>; rel=\"next", "a")]
    [InlineData("<>; rel=next", "")]
    [InlineData("a; rel=next", null)]
    [InlineData("<a; rel=next", null)]
    [InlineData("", null)]
    [InlineData("<a>; rel=prev nonsense <b>; rel=next", null)]
    public void Rfc8288_3_Next_IsTheFirstLinkOfThatRelation(string line, string? next) => Assert.Equal(next, LinkField.NextOf([line]));

    [Fact]
    public void Rfc8288_3_SeveralLines_AreOneList() => Assert.Equal("b", LinkField.NextOf(["<a>; rel=prev", "<b>; rel=next", "<c>; rel=next"]));

    /// <summary>Whatever a backend sends, it is read to its end.</summary>
    [Fact]
    public void Rfc8288_B2_AnyText_IsReadWithoutException() => Testing.Property.Check(2000, random =>
    {
        var line = new string([.. Enumerable.Range(0, random.Next(40)).Select(_ => "<>;,=\"\\ \trelnxt"[random.Next(15)])]);
        _ = LinkField.NextOf([line]);
        Assert.Equal("/2", LinkField.NextOf([line, "</2>; rel=next"]) is { } next && (next == "/2" || LinkField.NextOf([line]) == next) ? "/2" : null);
    });
}
