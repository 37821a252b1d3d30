using Dendrite.Resources;

namespace Dendrite.IntegrationTests.Backends;

/// <summary>RFC 9113: a request that an HTTP/2 backend did not look at is sent again within the poll.</summary>
public sealed class Http2Tests
{
    [Theory]
    [InlineData(1, false)]
    [InlineData(3, false)]
    [InlineData(1, true)]
    [InlineData(2, true)]
    public async Task Rfc9113_6_8_GoAwayAndRefusedStreams_AreSentAgain_AndNoPollFails(int answers, bool refuses)
    {
        await using var server = new Http2Server(answers, refuses);
        server.Start();
        var upstream = Upstreams.Connect(new BackendDefinition { Name = "b", BaseAddress = server.BaseAddress, HttpVersion = HttpVersions.Http2 }, TimeProvider.System);
        using var _ = (IDisposable)upstream;
        for (var i = 0; i < 10; i++)
        {
            var outcome = await upstream.PollAsync(new PollRequest("doc", "", null), CancellationToken.None);
            Assert.True(outcome is PollOutcome.Answered, $"Poll {i}: {outcome}");
        }
        Assert.Equal(10, server.Requests);
        if (!refuses) Assert.True(server.Connections > 1, "No connection went away.");
    }
}
