using System.Collections.Concurrent;
using Dendrite.IntegrationTests.Testing;
using Dendrite.Resources;
using Microsoft.Playwright;
using Xunit.Abstractions;

namespace Dendrite.IntegrationTests.WebConsole;

/// <summary>A silo with one backend that answers and one that fails, listeners on both, and a browser before its console.</summary>
internal sealed class ConsoleBrowser : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> _parts = [];
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly ITestOutputHelper _output;
    private IPlaywright _playwright = null!;

    private ConsoleBrowser(ITestOutputHelper output) => _output = output;

    public IPage Page { get; private set; } = null!;

    public TestSilo Silo { get; private set; } = null!;

    /// <summary>What the browser's console said of errors; uncaught ones too.</summary>
    public IReadOnlyCollection<string> Errors => _errors;

    public static async Task<ConsoleBrowser> OpenAsync(ITestOutputHelper output, int width = 1280, int height = 900, ColorScheme scheme = ColorScheme.Light)
    {
        var browser = new ConsoleBrowser(output);
        try
        {
            await browser.StartAsync(new BrowserNewPageOptions
            {
                ViewportSize = new ViewportSize { Width = width, Height = height },
                ColorScheme = scheme,
                ReducedMotion = ReducedMotion.Reduce,
            });
            return browser;
        }
        catch
        {
            await browser.DisposeAsync();
            throw;
        }
    }

    /// <summary>The row of a guard.</summary>
    public ILocator Row(string guard) => Page.Locator($"tr[data-guard='{guard}']");

    /// <summary>Waits until a guard's breaker is shown in a state.</summary>
    public Task WaitForStateAsync(string guard, string state) => Assertions.Expect(Row(guard).Locator(".badge")).ToContainTextAsync(state);

    /// <summary>The backend that answers.</summary>
    public ScriptedBackend Good { get; private set; } = null!;

    /// <summary>Keeps a picture of the page among the artefacts of the tests, beside the built ones, and says where.</summary>
    public async Task KeepScreenshotAsync(string name, bool isWhole = true)
    {
        var path = Path.Combine(AppContext.BaseDirectory, "artifacts", $"console-{name}.png");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await Page.ScreenshotAsync(new PageScreenshotOptions { Path = path, FullPage = isWhole });
        _output.WriteLine($"A picture of the console: {path}");
    }

    public async ValueTask DisposeAsync()
    {
        if (Page is not null) await Page.Context.Browser!.CloseAsync();
        _playwright?.Dispose();
        foreach (var part in Enumerable.Reverse(_parts)) await part.DisposeAsync();
    }

    private async Task StartAsync(BrowserNewPageOptions options)
    {
        var good = Good = Keep(new ScriptedBackend());
        var bad = Keep(new ScriptedBackend());
        bad.Answer((_, reply) => reply.SendAsync(503, "{}"));
        Silo = Keep(await TestSilo.StartAsync(null, Definition(good, "good"), Definition(bad, "bad") with { Breaker = new() { MinimumCalls = 1_000_000 } }));
        Keep(await Silo.ListenAsync("good/tasks"));
        Keep(await Silo.ListenAsync("good/tasks"));
        Keep(await Silo.ListenAsync("bad/tasks"));

        _playwright = await Playwright.CreateAsync();
        var chromium = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = ChromiumFactAttribute.Path,
            Args = ["--no-sandbox", "--disable-background-networking"],
        });
        Page = await chromium.NewPageAsync(options);
        Page.SetDefaultTimeout((float)Wait.Limit.TotalMilliseconds);
        Assertions.SetDefaultExpectTimeout((float)Wait.Limit.TotalMilliseconds);
        Page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning") _errors.Enqueue(message.Text);
        };
        Page.PageError += (_, error) => _errors.Enqueue(error);
        await Page.GotoAsync(Silo.Url.ToString());
        await WaitForStateAsync("good", "Closed");
    }

    private static BackendDefinition Definition(ScriptedBackend backend, string name) =>
        TestSilo.DefinitionOf(backend) with { Name = name, MinInterval = TimeSpan.FromMilliseconds(100), MaxInterval = TimeSpan.FromMilliseconds(200) };

    private T Keep<T>(T part) where T : IAsyncDisposable
    {
        _parts.Add(part);
        return part;
    }
}
