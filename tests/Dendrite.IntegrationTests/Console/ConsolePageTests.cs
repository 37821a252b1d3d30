using System.Text.RegularExpressions;
using Dendrite.Contracts.Guards;
using Dendrite.Protocol;
using Microsoft.Playwright;
using Xunit.Abstractions;

namespace Dendrite.IntegrationTests.WebConsole;

/// <summary>The console's first page in a real browser.</summary>
public sealed class ConsolePageTests(ITestOutputHelper output)
{
    [ChromiumFact]
    public async Task TripAndReset_ByClicking_ChangeTheBreakerAndTheRow()
    {
        await using var browser = await ConsoleBrowser.OpenAsync(output);
        var page = browser.Page;
        await page.GetByRole(AriaRole.Button, new() { Name = "Trip good" }).ClickAsync();
        await page.GetByLabel("Reason").FillAsync("maintenance tonight");
        await page.Locator("#confirm").ClickAsync();
        await Assertions.Expect(browser.Row("good").Locator(".badge")).ToContainTextAsync(new Regex("Open|Half-open"));
        await Assertions.Expect(page.Locator("#news")).ToContainTextAsync("good: the breaker is");
        var view = await browser.Silo.Grains.GetBreaker(new GuardKey("good")).GetAsync();
        Assert.Contains(view.Changes, change => change is { To: CircuitState.Open, Reason: "maintenance tonight", By: "console" });

        await page.GetByRole(AriaRole.Button, new() { Name = "good", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Force open good" }).ClickAsync();
        await page.Locator("#confirm").ClickAsync();
        await browser.WaitForStateAsync("good", "Forced open");
        await page.GetByRole(AriaRole.Button, new() { Name = "Reset good" }).ClickAsync();
        await page.Locator("#confirm").ClickAsync();
        await browser.WaitForStateAsync("good", "Closed");
        Assert.Empty(browser.Errors);
    }

    [ChromiumFact]
    public async Task Page_KeyboardOnly_UnfoldsTripsAndResets()
    {
        await using var browser = await ConsoleBrowser.OpenAsync(output);
        var page = browser.Page;
        await TabToAsync(page, "good");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "good", Exact = true })).ToHaveAttributeAsync("aria-expanded", "true");
        await TabToAsync(page, "Force open good");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.GetByRole(AriaRole.Dialog)).ToBeHiddenAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.TypeAsync("by keyboard");
        await page.Keyboard.PressAsync("Enter");
        await browser.WaitForStateAsync("good", "Forced open");
        // The focus is where it was, although the row has been drawn anew.
        Assert.Equal("Force open good", await FocusAsync(page));
        Assert.NotEqual("none", await page.EvaluateAsync<string>("getComputedStyle(document.activeElement).outlineStyle"));
    }

    [ChromiumFact]
    public async Task Drilldown_OfAFailingService_SaysWhatHappened()
    {
        await using var browser = await ConsoleBrowser.OpenAsync(output);
        var page = browser.Page;
        await page.GetByRole(AriaRole.Button, new() { Name = "bad", Exact = true }).ClickAsync();
        var detail = page.Locator(".detail:visible");
        foreach (var text in new[] { "p99.5", "Short-circuited", "Opens at 50 % errors", "History", "Silos" }) await Assertions.Expect(detail).ToContainTextAsync(text);
        await Assertions.Expect(browser.Row("bad").Locator("td[data-label=Errors]")).ToHaveTextAsync("100 %");
        await Assertions.Expect(page.Locator("#resources")).ToContainTextAsync("The backend answered 503");
        await Assertions.Expect(page.Locator("#resources tr", new() { HasText = "good/tasks" }).Locator("td[data-label=Listeners]")).ToHaveTextAsync("2");
        await browser.KeepScreenshotAsync("drilldown");
    }

    [ChromiumFact]
    public async Task State_ChangedElsewhere_ShowsWithoutReloading()
    {
        await using var browser = await ConsoleBrowser.OpenAsync(output);
        await browser.Page.EvaluateAsync("window.isSamePage = true");
        await browser.Silo.Grains.GetBreaker(new GuardKey("bad")).CommandAsync(BreakerCommand.Disable, "elsewhere", "a test");
        await browser.WaitForStateAsync("bad", "Disabled");
        Assert.True(await browser.Page.EvaluateAsync<bool>("window.isSamePage === true"));
        await browser.KeepScreenshotAsync("desktop-light");
    }

    [ChromiumFact]
    public async Task Page_DarkMode_IsDarkAndReadable()
    {
        await using var browser = await ConsoleBrowser.OpenAsync(output, scheme: ColorScheme.Dark);
        var channels = await browser.Page.EvaluateAsync<double[]>("getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)");
        Assert.All(channels.Take(3), channel => Assert.True(channel < 60, $"{channel}"));
        await browser.KeepScreenshotAsync("desktop-dark");
        Assert.Empty(browser.Errors);
    }

    [ChromiumFact]
    public async Task Page_PhoneWidth_NeverScrollsSideways()
    {
        await using var browser = await ConsoleBrowser.OpenAsync(output, 360, 780, ColorScheme.Dark);
        await browser.Page.GetByRole(AriaRole.Button, new() { Name = "good", Exact = true }).ClickAsync();
        Assert.Equal(0, await browser.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth"));
        // What does not fit would be cut off by its card and not show as scrolling.
        Assert.Equal("", await browser.Page.EvaluateAsync<string>(
            "[...document.querySelectorAll('main *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest('thead, .unseen')).map(e => e.className || e.tagName).join()"));
        await browser.KeepScreenshotAsync("phone-dark");
    }

    [ChromiumFact]
    public async Task Docs_Page_ShowsTheAdminApiUnderItsPolicy()
    {
        await using var browser = await ConsoleBrowser.OpenAsync(output);
        await browser.Page.GotoAsync(new Uri(browser.Silo.Url, "/_dendrite/admin/v1/docs").ToString());
        await Assertions.Expect(browser.Page.GetByText("Does something to a breaker").First).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await browser.KeepScreenshotAsync("docs");
        Assert.Empty(browser.Errors);
    }

    private static Task<string> FocusAsync(IPage page) =>
        page.EvaluateAsync<string>("document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent");

    private static async Task TabToAsync(IPage page, string name)
    {
        for (var i = 0; i < 40; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await FocusAsync(page) == name) return;
        }
        Assert.Fail($"'{name}' cannot be reached by the Tab key.");
    }
}
