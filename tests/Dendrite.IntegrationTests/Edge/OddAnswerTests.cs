using Dendrite.IntegrationTests.Testing;

namespace Dendrite.IntegrationTests.Edge;

/// <summary>Answers that are odd and yet mean something: no listener is told that anything is wrong.</summary>
public sealed class OddAnswerTests : FaultyBackend
{
    [Theory]
    [InlineData("\uFEFF{\"n\":1}", """{"n":1}""", "\uFEFF{\"n\":2}")]
    [InlineData("""{"n":0,"n":1}""", """{"n":1}""", """{"n":0,"n":2}""")]
    [InlineData("""{"n":1,"s":"\ud83d"}""", """{"n":1,"s":"\ud83d"}""", """{"n":2,"s":"\ud83d"}""")]
    [InlineData("""{"\ude00":{},"n":1}""", """{"\ude00":{},"n":1}""", """{"\ude00":{},"n":2}""")]
    public async Task Document_MarkDuplicateOrHalfAPair_IsSnapshotAndPatch(string first, string snapshot, string second)
    {
        Backend.Answer((_, reply) => reply.JsonAsync(first));
        await using var listener = await Silo.ListenAsync("b/doc");
        Assert.Equal(snapshot, (await listener.NextAsync("snapshot", "start")).Data);
        Backend.Answer((_, reply) => reply.JsonAsync(second));
        Assert.Equal("""[{"op":"replace","path":"/n","value":2}]""", (await listener.NextAsync("patch", "a change")).Data);
    }

    /// <summary>found here: six such resources opened the breaker for their healthy neighbours.</summary>
    [Fact]
    public async Task Validators_Invalid_OfManyResources_OpenNoBreaker()
    {
        string[] odd = ["ETag: ", "ETag: \"\u00e9\"", "ETag: *", "Last-Modified: not a date", "ETag: \"a", "Last-Modified: "];
        Backend.Answer((r, reply) => r.Target.Contains("odd", StringComparison.Ordinal) ? reply.JsonAsync("1", odd[r.Target[^1] - '0']) : reply.JsonAsync("""{"n":1}"""));
        var listeners = new List<SseClient>();
        for (var i = 0; i < odd.Length; i++) listeners.Add(await Silo.ListenAsync($"b/odd{i}"));
        await using var healthy = await StartAsync();
        await Backend.WaitForRequestsAsync(150, "many polls");
        Backend.Answer((_, reply) => reply.JsonAsync("""{"n":2}"""));
        await healthy.NextAsync("patch", "the neighbour's change");
        foreach (var listener in listeners)
        {
            await listener.NextAsync("snapshot", "the start");
            await listener.NextAsync("patch", "a change, and no stale before it");
            await listener.DisposeAsync();
        }
    }
}
