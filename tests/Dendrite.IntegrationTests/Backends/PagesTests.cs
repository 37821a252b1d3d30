using System.Text.Json;
using Dendrite.IntegrationTests.Testing;
using Dendrite.Protocol;
using Dendrite.Resources;

namespace Dendrite.IntegrationTests.Backends;

/// <summary>Lists in pages of a real server, listened to as one document.</summary>
public sealed class PagesTests : IAsyncLifetime
{
    private ListBackend _backend = null!;

    public async Task InitializeAsync() => _backend = await ListBackend.StartAsync();

    public async Task DisposeAsync() => await _backend.DisposeAsync();

    [Theory]
    [InlineData("link", "/api/link?from=3", "")]
    [InlineData("cursor", "/api/cursor?cursor=3", "data")]
    public async Task List_InPages_IsListenedToAsOneDocument_EachPageByItsTag(string path, string second, string member)
    {
        await using var silo = await StartAsync();
        await using var listener = await silo.ListenAsync($"b/{path}");
        var snapshot = await listener.NextAsync("snapshot", "start");
        Assert.Equal(_backend.Items, Ids(snapshot.Json, member));
        Assert.DoesNotContain(ListBackend.Key, snapshot.Data, StringComparison.Ordinal);
        await Wait.UntilAsync("polling a list that is as it was", "answers", "304 by page", () => _backend.Answers.Count(answer => answer == $"{second} 304"), count => count >= 2);
        _backend.Items = [.. _backend.Items, 8];
        Assert.Equal("patch", (await listener.NextAsync("an item more")).Event);
        var fetched = await silo.Client.FetchAsync(ResourceAddress.Parse($"b/{path}"));
        Assert.Equal(_backend.Items, Ids(JsonDocument.Parse(fetched.Document.ToString()).RootElement, member));
        Assert.DoesNotContain(_backend.Answers, answer => answer.EndsWith(" 401", StringComparison.Ordinal));
    }

    /// <summary>Taranis-NG#80.</summary>
    [Fact]
    public async Task Item_ThatSlipsWhileItsPagesAreRead_IsThereOnce()
    {
        _backend.Before = n =>
        {
            if (n == 2) _backend.Items = [100, .. _backend.Items];
        };
        await using var silo = await StartAsync();
        await using var listener = await silo.ListenAsync("b/link");
        var snapshot = await listener.NextAsync("snapshot", "start");
        Assert.Equal(_backend.Items, Ids(snapshot.Json, ""));
        Assert.Equal(8, _backend.Items.Length);
    }

    /// <summary>The same by the settings of a file.</summary>
    [Fact]
    public async Task Serve_WithAFile_ReadsPagesWithAKeyThatNobodySees()
    {
        using var folder = new TemporaryDirectory();
        var key = folder.Write("key", ListBackend.Key + "\n");
        var file = folder.Write("settings.json", $$"""
            {
              "Backends": {
                "b": {
                  "BaseAddress": "{{_backend.BaseAddress}}", "Public": true, "MinInterval": "20ms", "MaxInterval": "40ms", "Query": { "api_key": "file:{{key}}" },
                  "Paths": [
                    { "Pattern": "link", "Pages": { "Next": "link" } },
                    { "Pattern": "few", "Pages": { "Next": "cursor", "Pointer": "/meta/next", "Items": "/data", "MaxPages": 2 } }
                  ]
                }
              }
            }
            """);
        var (serve, url) = await ServeProcess.StartAsync("--config", file);
        await using var _ = serve;
        await using var listener = await SseClient.ConnectAsync(ServeProcess.Resource(url, "b/link"));
        var snapshot = await listener.NextAsync("snapshot", "start");
        Assert.Equal(_backend.Items, Ids(snapshot.Json, ""));
        var problem = await RawHttp.SendAsync(url, "GET", "/_dendrite/client/v1/resources/b/few");
        Assert.Equal((502, true, true), (problem.Status, problem.Body.Contains("\"upstream-pages\"", StringComparison.Ordinal), problem.Body.Contains("more than 2 pages", StringComparison.Ordinal)));
        foreach (var said in new[] { problem.Body, (await RawHttp.SendAsync(url, "GET", "/_dendrite/admin/v1/resources")).Body, (await RawHttp.SendAsync(url, "GET", "/_dendrite/admin/v1/backends")).Body })
            Assert.DoesNotContain(ListBackend.Key, said, StringComparison.Ordinal);
    }

    private Task<TestSilo> StartAsync() => TestSilo.StartAsync(null, new BackendDefinition
    {
        Name = "b",
        BaseAddress = _backend.BaseAddress,
        Public = true,
        MinInterval = TimeSpan.FromMilliseconds(20),
        MaxInterval = TimeSpan.FromMilliseconds(40),
        Query = new Dictionary<string, string> { ["api_key"] = ListBackend.Key },
        Paths =
        [
            new PathRule { Pattern = PathPattern.Parse("link"), Pages = new PagesDefinition { Next = NextPage.Link } },
            new PathRule { Pattern = PathPattern.Parse("cursor"), Pages = new PagesDefinition { Next = NextPage.Cursor, Pointer = "/meta/next", Items = "/data" } },
        ],
    });

    private static int[] Ids(JsonElement document, string member) =>
        [.. (member.Length == 0 ? document : document.GetProperty(member)).EnumerateArray().Select(item => item.GetProperty("id").GetInt32())];
}
