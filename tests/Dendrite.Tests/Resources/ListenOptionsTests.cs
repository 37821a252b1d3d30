using Dendrite.Protocol;

namespace Dendrite.Resources;

public sealed class ListenOptionsTests
{
    [Theory]
    [InlineData("q=1", "q=1", null)]
    [InlineData("dendrite-format=list&q=1", "q=1", "list")]
    [InlineData("q=1&Dendrite%2DFormat=%6cist&r", "q=1&r", "list")]
    [InlineData("q=dendrite-format", "q=dendrite-format", null)]
    [InlineData("dendrite-format=list&dendrite-format=list", "", "list")]
    public void Take_Query_LeavesTheRestAsItWas(string query, string rest, string? format)
    {
        var options = ListenOptions.Take(query, out var left);
        Assert.Equal((rest, format), (left, options.Format?.ToName()));
    }

    [Theory]
    [InlineData("dendrite-fromat=list", DendriteErrorCode.InvalidRequest, "did you mean dendrite-format")]
    [InlineData("dendrite-=1", DendriteErrorCode.InvalidRequest, "dendrite-")]
    [InlineData("dendrite-format=xml", DendriteErrorCode.UnknownFormat, "'xml'")]
    [InlineData("dendrite-format", DendriteErrorCode.UnknownFormat, "''")]
    [InlineData("dendrite-format=list&dendrite-format=merge", DendriteErrorCode.InvalidRequest, "twice")]
    [InlineData("dendrite-max-age=5s&dendrite-max-age=6s", DendriteErrorCode.InvalidRequest, "twice")]
    [InlineData("dendrite-max-age=5", DendriteErrorCode.InvalidRequest, "such as 5s")]
    [InlineData("dendrite-max-age=-5s", DendriteErrorCode.InvalidRequest, "'-5s'")]
    [InlineData("dendrite-max-age=25h", DendriteErrorCode.InvalidRequest, "at most a day")]
    [InlineData("dendrite-maxage=5s", DendriteErrorCode.InvalidRequest, "did you mean dendrite-max-age")]
    public void Take_WrongOption_IsRefused(string query, DendriteErrorCode code, string named)
    {
        var error = Assert.Throws<InvalidRequestException>(() => ListenOptions.Take(query, out _));
        Assert.Equal(code, error.Code);
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OrOf_AcceptParameters_AreTheSameOptionsAndTheQueryWins()
    {
        var none = new ListenOptions();
        Assert.Equal(ResourceFormat.Merge, none.OrOf([new("q", "0.5"), new("Dendrite-Format", "merge")]).Format);
        Assert.Equal(ResourceFormat.List, (none with { Format = ResourceFormat.List }).OrOf([new("dendrite-format", "merge")]).Format);
        Assert.Throws<InvalidRequestException>(() => none.OrOf([new("dendrite-fromat", "merge")]));
    }

    /// <summary>A thousand listeners with a thousand ages are not a thousand ages to watch over.</summary>
    [Theory]
    [InlineData("5s", 5000)]
    [InlineData("1234ms", 1200)]
    [InlineData("12.9s", 12_000)]
    [InlineData("0s", 100)]
    [InlineData("1d", 86_000_000)]
    public void MaxAge_IsKeptToTwoDigits(string text, double milliseconds)
    {
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), ListenOptions.Take($"a=1&dendrite-max-age={text}", out var rest).MaxAge);
        Assert.Equal("a=1", rest);
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), new ListenOptions().OrOf([new("dendrite-max-age", text)]).MaxAge);
    }

    [Theory]
    [InlineData("Datadirectry", "DataDirectory")]
    [InlineData("Backend", "Backends")]
    [InlineData("ehartbeat", "Heartbeat")]
    [InlineData("foo", null)]
    [InlineData("Clock", null)]
    public void NearestName_Of_FindsWhatWasMeantAndNothingFar(string written, string? meant) =>
        Assert.Equal(meant, NearestName.Of(written, ["Backends", "Cluster", "DataDirectory", "Heartbeat", "Internal"]));
}
