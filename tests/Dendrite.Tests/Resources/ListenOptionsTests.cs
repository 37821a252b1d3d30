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

    [Theory]
    [InlineData("Datadirectry", "DataDirectory")]
    [InlineData("Backend", "Backends")]
    [InlineData("ehartbeat", "Heartbeat")]
    [InlineData("foo", null)]
    [InlineData("Clock", null)]
    public void NearestName_Of_FindsWhatWasMeantAndNothingFar(string written, string? meant) =>
        Assert.Equal(meant, NearestName.Of(written, ["Backends", "Cluster", "DataDirectory", "Heartbeat", "Internal"]));
}
