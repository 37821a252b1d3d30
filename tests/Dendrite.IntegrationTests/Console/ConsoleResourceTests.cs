using Dendrite.Contracts.Resources;
using Microsoft.Playwright;
using Xunit.Abstractions;

namespace Dendrite.IntegrationTests.WebConsole;

/// <summary>The console's resources, the dialog of one of them, and what it says of the server, in a real browser.</summary>
public sealed class ConsoleResourceTests(ITestOutputHelper output)
{
    [ChromiumFact]
    public async Task Resources_SearchedFilteredAndSorted_ShowWhatIsAskedFor()
    {
        await using var browser = await ConsoleBrowser.OpenAsync(output);
        var page = browser.Page;
        await ExpectAsync(page, "bad/tasks", "good/tasks");
        await Assertions.Expect(page.Locator(".tile", new() { HasText = "Stale" })).ToContainTextAsync("1 of 2");

        await page.GetByRole(AriaRole.Button, new() { Name = "Listeners", Exact = true }).ClickAsync();
        await ExpectAsync(page, "good/tasks", "bad/tasks");
        await Assertions.Expect(page.Locator("th[data-sort=listeners]")).ToHaveAttributeAsync("aria-sort", "descending");
        await page.GetByRole(AriaRole.Button, new() { Name = "Listeners", Exact = true }).ClickAsync();
        await ExpectAsync(page, "bad/tasks", "good/tasks");

        await page.GetByLabel("Search resources").FillAsync("answered 503");
        await ExpectAsync(page, "bad/tasks");
        await Assertions.Expect(page.Locator("#shown")).ToHaveTextAsync("1 of 2");
        await page.GetByLabel("Search resources").FillAsync("nothing of the kind");
        await Assertions.Expect(page.Locator("#no-matches")).ToBeVisibleAsync();
        await page.GetByLabel("Search resources").FillAsync("");
        await page.GetByLabel("Show", new() { Exact = true }).SelectOptionAsync("fresh");
        await ExpectAsync(page, "good/tasks");
        await page.GetByLabel("Show", new() { Exact = true }).SelectOptionAsync("stale");
        await ExpectAsync(page, "bad/tasks");
        Assert.Empty(browser.Errors);
    }

    [ChromiumFact]
    public async Task Document_Opened_FollowsTheStreamAndEndsWithTheDialog()
    {
        await using var browser = await ConsoleBrowser.OpenAsync(output);
        var page = browser.Page;
        browser.Good.Document = """{"tasks":[{"id":1,"title":"first"}]}""";
        await page.GetByRole(AriaRole.Button, new() { Name = "good/tasks" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Assertions.Expect(dialog.Locator("#document-json")).ToContainTextAsync("\"title\": \"first\"");
        await Assertions.Expect(dialog.Locator("#document-events")).ToContainTextAsync("snapshot");
        browser.Good.Document = """{"tasks":[{"id":1,"title":"second"}]}""";
        await Assertions.Expect(dialog.Locator("#document-json")).ToContainTextAsync("\"title\": \"second\"");
        await Assertions.Expect(dialog.Locator("#document-events")).ToContainTextAsync("/tasks/0/title");
        await Assertions.Expect(dialog.Locator("#document-listeners li")).ToHaveCountAsync(3);
        await browser.KeepScreenshotAsync("document-light", isWhole: false);

        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(dialog).ToBeHiddenAsync();
        await Assertions.Expect(page.Locator("#resources tr", new() { HasText = "good/tasks" }).Locator("td[data-label=Listeners]")).ToHaveTextAsync("2");
        Assert.Equal("good/tasks", await page.EvaluateAsync<string>("document.activeElement.textContent"));
        Assert.Empty(browser.Errors);
    }

    [ChromiumFact]
    public async Task Document_PauseResumeAndDisconnect_AreDoneFromTheDialog()
    {
        await using var browser = await ConsoleBrowser.OpenAsync(output);
        var page = browser.Page;
        await page.GetByRole(AriaRole.Button, new() { Name = "good/tasks" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Pause", Exact = true }).ClickAsync();
        await page.GetByLabel("Reason").FillAsync("moving house");
        await page.Locator("#confirm").ClickAsync();
        await Assertions.Expect(page.Locator("#document-state")).ToContainTextAsync("Paused by console: moving house");
        await Assertions.Expect(page.Locator("#document-events")).ToContainTextAsync("stale");
        var key = new ResourceKey("good", ResourceKey.PublicScope, "tasks");
        Assert.True((await browser.Silo.Feeds.ReadStatusAsync(key, default)).IsPaused);

        await page.GetByRole(AriaRole.Button, new() { Name = "Resume", Exact = true }).ClickAsync();
        await page.Locator("#confirm").ClickAsync();
        await Assertions.Expect(page.Locator("#document-events")).ToContainTextAsync("fresh");
        var listener = browser.Silo.Feeds.ListListeners(key)[0].Id;
        await page.GetByRole(AriaRole.Button, new() { Name = $"Disconnect listener {listener}", Exact = true }).ClickAsync();
        await page.Locator("#confirm").ClickAsync();
        await Assertions.Expect(page.Locator("#document-listeners li")).ToHaveCountAsync(2);
        Assert.DoesNotContain(listener, browser.Silo.Feeds.ListListeners(key).Select(l => l.Id));
        Assert.Empty(browser.Errors);
    }

    [ChromiumFact]
    public async Task Page_OfARunningServer_SaysItsVersionItsSilosAndTheLastErrorOfABackend()
    {
        await using var browser = await ConsoleBrowser.OpenAsync(output);
        var server = browser.Page.Locator("#server");
        foreach (var fact in new[] { "Version", "Uptime", "Memory", "MB", "Silos" }) await Assertions.Expect(server).ToContainTextAsync(fact);
        await Assertions.Expect(server.Locator("#silos li")).ToContainTextAsync("active");
        await Assertions.Expect(browser.Row("bad").Locator(".note")).ToContainTextAsync("The backend answered 503");
        await Assertions.Expect(browser.Row("good").Locator(".note")).ToBeHiddenAsync();
    }

    private static Task ExpectAsync(IPage page, params string[] addresses) => Assertions.Expect(page.Locator("#resources .address")).ToHaveTextAsync(addresses);
}
