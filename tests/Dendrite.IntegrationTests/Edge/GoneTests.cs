using Dendrite.Protocol;

namespace Dendrite.IntegrationTests.Edge;

/// <summary>404 and 410 are the event <c>gone</c> and the answer 404 with the code <c>gone</c>, until the document is back.</summary>
public sealed class GoneTests : FaultyBackend
{
    [Theory]
    [InlineData(404)]
    [InlineData(410)]
    public async Task Document_GoneAndBack_IsToldAsGoneAndFresh_AndFetchIs404(int status)
    {
        await using var listener = await StartAsync();
        Backend.Answer((_, reply) => reply.SendAsync(status, "no"));
        var gone = await listener.NextAsync("gone", "the backend has it no more");
        Assert.Equal(("gone", status, 1L), (gone.Json.GetProperty("code").GetString(), gone.Json.GetProperty("status").GetInt32(), gone.Position.Sequence));
        await AssertFetchIsGoneAsync("b/doc");
        await using var late = await Silo.ListenAsync("b/doc");
        await late.NextAsync("snapshot", "the last document");
        await late.NextAsync("gone", "and that it is gone");
        Backend.Behave();
        await ExpectRecoveryAsync(listener);
        await late.NextAsync("fresh", "it is back");
    }

    [Fact]
    public async Task Document_ThatNeverWas_IsGone_ThenSnapshot()
    {
        Backend.Answer((_, reply) => reply.SendAsync(404, "no"));
        await using var listener = await Silo.ListenAsync("b/late");
        Assert.Equal(0, (await listener.NextAsync("gone", "nothing there")).Position.Sequence);
        await AssertFetchIsGoneAsync("b/late");
        var thrown = await Assert.ThrowsAsync<UpstreamException>(() => Silo.Client.FetchAsync(new("b", "late")));
        Assert.Equal((DendriteErrorCode.Gone, 404), (thrown.Code, thrown.StatusCode));
        Backend.Behave();
        Assert.Equal("""{"n":1}""", (await listener.NextAsync("snapshot", "now it is")).Data);
        await listener.NextAsync("fresh", "now it is");
    }

    [Fact]
    public async Task Client_OfAResourceThatIsGone_YieldsGone()
    {
        using var ending = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var events = new List<ResourceEvent>();
        await foreach (var update in Silo.Client.ListenAsync(new("b", "doc"), cancellationToken: ending.Token))
        {
            events.Add(update.Event);
            if (update.Event == ResourceEvent.Snapshot) Backend.Answer((_, reply) => reply.SendAsync(410, "no"));
            if (update.Event == ResourceEvent.Gone) Backend.Behave();
            if (update.Event == ResourceEvent.Fresh) break;
        }
        Assert.Equal([ResourceEvent.Snapshot, ResourceEvent.Gone, ResourceEvent.Fresh], events);
    }

    private async Task AssertFetchIsGoneAsync(string target)
    {
        using var http = new HttpClient();
        using var response = await http.GetAsync(Silo.Resource(target));
        Assert.Equal(404, (int)response.StatusCode);
        Assert.Contains("\"code\":\"gone\"", (await response.Content.ReadAsStringAsync()).Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }
}
