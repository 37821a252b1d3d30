using Dendrite.Edge;
using Dendrite.Hosting.Configuration;
using Dendrite.IntegrationTests.Testing;

namespace Dendrite.IntegrationTests.Edge;

/// <summary>A protocol that is switched off is not there, and what shares its address answers.</summary>
public sealed class ProtocolSwitchTests : IAsyncDisposable
{
    private readonly ScriptedBackend _backend = new() { Document = """{"n":1}""" };

    public ValueTask DisposeAsync() => _backend.DisposeAsync();

    [Theory]
    [InlineData("text/event-stream")]
    [InlineData("text/event-stream, application/json;q=0.5")]
    public async Task EventStream_SwitchedOff_AnswersTheDocumentOnce(string accept)
    {
        var edge = new EdgeOptions { Protocols = new Dictionary<string, bool> { ["eventstream"] = false } };
        await using var silo = await TestSilo.StartAsync(new ServerSettings { Backends = [TestSilo.DefinitionOf(_backend)] }, edge);
        using var http = new HttpClient { Timeout = Wait.Limit };
        using var request = new HttpRequestMessage(HttpMethod.Get, silo.Resource("b/x"));
        request.Headers.TryAddWithoutValidation("Accept", accept);
        using var response = await http.SendAsync(request);
        Assert.Equal((200, "application/json"), ((int)response.StatusCode, response.Content.Headers.ContentType?.ToString()));
        Assert.Equal("""{"n":1}""", await response.Content.ReadAsStringAsync());
        Assert.NotNull(response.Headers.ETag);
        Assert.Equal(0, silo.Feeds.Count);
    }
}
