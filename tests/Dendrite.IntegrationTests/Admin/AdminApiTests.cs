using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Dendrite.Diff;
using Dendrite.IntegrationTests.Testing;

namespace Dendrite.IntegrationTests.Admin;

public sealed class AdminApiTests : AdminTests
{
    [Theory]
    [InlineData("trip", "open")]
    [InlineData("force-open", "forced-open")]
    [InlineData("force-close", "forced-closed")]
    [InlineData("disable", "disabled")]
    public async Task Command_Each_ChangesTheStateAndKeepsWhoAndWhy(string command, string state)
    {
        var breaker = (await CommandAsync("b", command, new { reason = "because", by = "me" })).GetProperty("breaker");
        Assert.Equal((state, "because", "me"), (Text(breaker, "state"), Text(breaker, "reason"), Text(breaker, "by")));
        var guard = await Http.GetFromJsonAsync<JsonElement>("guards/b");
        Assert.Equal(state, Text(guard.GetProperty("breaker"), "state"));
        Assert.Equal("because", Text(guard.GetProperty("breaker").GetProperty("changes")[0], "reason"));
        Assert.Equal("closed", Text((await CommandAsync("b", "reset", new { reason = "done" })).GetProperty("breaker"), "state"));
    }

    [Theory]
    [InlineData("guards/none/breaker/trip", """{"reason":"r"}""", 404, "unknown-guard")]
    [InlineData("guards/b/breaker/explode", """{"reason":"r"}""", 404, "not-found")]
    [InlineData("guards/b/breaker/trip", "{}", 400, "invalid-request")]
    [InlineData("guards/b/breaker/trip", """{"reason":" "}""", 400, "invalid-request")]
    [InlineData("guards/b/breaker/trip", """{"reason":5}""", 400, "invalid-request")]
    [InlineData("guards/b/breaker/trip", "[]", 400, "invalid-request")]
    [InlineData("guards/b/breaker/trip", "{", 400, "invalid-request")]
    [InlineData("guards/b/breaker/trip", "", 400, "invalid-request")]
    [InlineData("guards", "{}", 405, "method-not-allowed")]
    [InlineData("nothing", "{}", 404, "not-found")]
    public async Task Command_Wrong_IsAProblem(string path, string body, int status, string code)
    {
        using var response = await Http.PostAsync(new Uri(path, UriKind.Relative), new StringContent(body, null, "application/json"));
        Assert.Equal((status, "application/problem+json"), ((int)response.StatusCode, response.Content.Headers.ContentType!.MediaType));
        Assert.Equal(code, Text(await response.Content.ReadFromJsonAsync<JsonElement>(), "code"));
    }

    [Fact]
    public async Task Resources_WhileTwoListen_AreListedWithTheirFigures()
    {
        await using var first = await Silo.ListenAsync("b/tasks?x=1");
        await using var second = await Silo.ListenAsync("b/tasks?x=1");
        await Backend.WaitForRequestsAsync(3, "polling");
        var resource = Assert.Single((await Http.GetFromJsonAsync<JsonElement>("resources")).EnumerateArray());
        Assert.Equal(("b/tasks?x=1", "public", 2), (Text(resource, "address"), Text(resource, "scope"), resource.GetProperty("listeners").GetInt32()));
        Assert.Equal(7, resource.GetProperty("documentBytes").GetInt32());
        var notModified = resource.GetProperty("notModified").GetInt64();
        Assert.InRange(notModified, 1, resource.GetProperty("polls").GetInt64() - 1);
        Assert.Equal(7 * notModified, resource.GetProperty("bytesSaved").GetInt64());
        Assert.Equal(1, resource.GetProperty("updates").GetInt64());
        Assert.Equal(JsonValueKind.Null, resource.GetProperty("stale").ValueKind);
        Assert.True(resource.GetProperty("confirmedAt").TryGetDateTimeOffset(out _));
    }

    [Fact]
    public async Task Events_SnapshotAndPatches_LeadToWhatTheApiSays()
    {
        using var response = await Http.GetAsync(new Uri("events", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        await using var events = SseParser.Create(await response.Content.ReadAsStreamAsync(), (_, data) => data.ToArray()).EnumerateAsync().GetAsyncEnumerator();
        Assert.True(await events.MoveNextAsync());
        Assert.Equal("snapshot", events.Current.EventType);
        ReadOnlyMemory<byte> document = events.Current.Data;
        await CommandAsync("b", "force-open", new { reason = "because", by = "me" });
        for (var patches = 1; ; patches++)
        {
            Assert.True(await Wait.ForAsync("the change", "the overview", "a patch", events.MoveNextAsync().AsTask()));
            // A reader that has missed a tick, as on a busy machine, gets the whole.
            document = events.Current.EventType == "snapshot" ? events.Current.Data : JsonPatcher.Apply(DiffFormat.Patch, document, events.Current.Data);
            using var overview = JsonDocument.Parse(document);
            var breaker = overview.RootElement.GetProperty("guards")[0].GetProperty("breaker");
            if (Text(breaker, "state") == "forced-open") break;
            Assert.True(patches < 10, "The change does not come.");
        }
    }

    [Fact]
    public async Task OpenApi_Document_DescribesTheCommandsAndNothingElse()
    {
        var document = await Http.GetFromJsonAsync<JsonElement>("openapi.json");
        Assert.StartsWith("3.1", Text(document, "openapi"), StringComparison.Ordinal);
        var paths = document.GetProperty("paths");
        string[] expected = ["backends", "events", "explain/{address}", "guards", "guards/{name}", "guards/{name}/breaker/{command}", "resources", "resources/{address}", "resources/{command}"];
        Assert.Equal(expected, paths.EnumerateObject().Select(path => path.Name["/_dendrite/admin/v1/".Length..]).Order());
        var command = paths.GetProperty("/_dendrite/admin/v1/guards/{name}/breaker/{command}").GetProperty("post");
        Assert.True(command.GetProperty("requestBody").GetProperty("content").TryGetProperty("application/json", out _));
        var guard = document.GetProperty("components").GetProperty("schemas").GetProperty("GuardDescription").GetProperty("properties");
        var actual = (await Http.GetFromJsonAsync<JsonElement>("guards/b")).EnumerateObject().Select(member => member.Name);
        Assert.Equal(actual, guard.EnumerateObject().Select(member => member.Name));
    }

    [Fact]
    public async Task Docs_Page_NeedsNothingFromElsewhere()
    {
        using var page = await Http.GetAsync(new Uri("docs", UriKind.Relative));
        Assert.Contains("default-src 'none'; script-src 'self';", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.DoesNotContain("http", (await page.Content.ReadAsStringAsync()), StringComparison.Ordinal);
        var plain = await Http.GetByteArrayAsync(new Uri("docs/scalar.js", UriKind.Relative));
        using var packed = await Http.SendAsync(new HttpRequestMessage(HttpMethod.Get, new Uri("docs/scalar.js", UriKind.Relative)) { Headers = { AcceptEncoding = { new("gzip") } } });
        Assert.Equal("gzip", packed.Content.Headers.ContentEncoding.Single());
        Assert.Contains("createApiReference", System.Text.Encoding.UTF8.GetString(plain), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Console_Files_HaveATagAndAStrictPolicy()
    {
        using var page = await Http.GetAsync(Silo.Url);
        Assert.Contains("default-src 'none'; script-src 'self'", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        using var again = new HttpRequestMessage(HttpMethod.Get, Silo.Url);
        again.Headers.IfNoneMatch.Add(page.Headers.ETag!);
        using var unchanged = await Http.SendAsync(again);
        Assert.Equal(304, (int)unchanged.StatusCode);
        using var missing = await Http.GetAsync(new Uri(Silo.Url, "/_dendrite/console/none.js"));
        Assert.Equal(404, (int)missing.StatusCode);
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private async Task<JsonElement> CommandAsync(string guard, string command, object body)
    {
        using var response = await Http.PostAsJsonAsync($"guards/{guard}/breaker/{command}", body);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }
}
