using Microsoft.Playwright;
using Xunit.Abstractions;

namespace Dendrite.IntegrationTests.WebConsole;

/// <summary>axe-core finds nothing wrong with the console, in light and dark, wide and narrow; nothing is cut off.</summary>
public sealed class ConsoleAccessibilityTests(ITestOutputHelper output)
{
    private const string CutOff =
        "[...document.querySelectorAll('main *, dialog[open] *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest('thead, .unseen')).map(e => e.className || e.tagName).join()";

    [ChromiumFact("npm")]
    public Task Console_Light_HasNoViolation() => CheckAsync(ColorScheme.Light, "light");

    [ChromiumFact("npm")]
    public Task Console_Dark_HasNoViolation() => CheckAsync(ColorScheme.Dark, "dark");

    private async Task CheckAsync(ColorScheme scheme, string name)
    {
        await using var browser = await ConsoleBrowser.OpenAsync(output, scheme: scheme);
        var page = browser.Page;
        browser.Good.Document = """{"tasks":[{"id":1,"title":"first"},{"id":2,"title":"second"}]}""";
        await Assertions.Expect(browser.Row("bad").Locator(".note")).ToContainTextAsync("503");
        foreach (var (width, height) in new[] { (1280, 900), (380, 780) })
        {
            await page.SetViewportSizeAsync(width, height);
            await CheckStateAsync(browser, $"{name}-{width}", isWhole: true);
            await page.GetByRole(AriaRole.Button, new() { Name = "good/tasks" }).ClickAsync();
            await Assertions.Expect(page.Locator("#document-json")).ToContainTextAsync("second");
            await Assertions.Expect(page.Locator("#document-listeners li")).ToHaveCountAsync(3);
            await CheckStateAsync(browser, $"{name}-{width}-document", isWhole: false);
            await page.GetByRole(AriaRole.Button, new() { Name = "Evict", Exact = true }).ClickAsync();
            await CheckStateAsync(browser, $"{name}-{width}-command", isWhole: false);
            await page.Keyboard.PressAsync("Escape");
            await page.Keyboard.PressAsync("Escape");
            await Assertions.Expect(page.GetByRole(AriaRole.Dialog)).ToBeHiddenAsync();
        }
        await page.GetByRole(AriaRole.Button, new() { Name = "bad", Exact = true }).ClickAsync();
        await CheckStateAsync(browser, $"{name}-380-unfolded", isWhole: true);
        Assert.Empty(browser.Errors);
    }

    private static async Task CheckStateAsync(ConsoleBrowser browser, string name, bool isWhole)
    {
        await browser.KeepScreenshotAsync(name, isWhole);
        Assert.Empty(await AxeCore.ViolationsAsync(browser.Page));
        Assert.Equal("", await browser.Page.EvaluateAsync<string>(CutOff));
        Assert.Equal(0, await browser.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth"));
    }
}
