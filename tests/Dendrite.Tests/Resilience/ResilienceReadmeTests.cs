using System.Net;
using System.Text.RegularExpressions;
using Dendrite.Resilience.Guards;
using Dendrite.Resilience.Metrics;
using Dendrite.Resilience.Retries;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Dendrite.Resilience;

/// <summary>The README's examples are this code and that of <see cref="ResilienceExamplesTests"/>, and it does what the README says.</summary>
public sealed class ResilienceReadmeTests
{
    [Fact]
    public async Task Example_OfTheReadme_Runs()
    {
        using var transport = new Answering();
        var weather = new Guard(new GuardOptions
        {
            Name = "weather",
            AttemptTimeout = TimeSpan.FromSeconds(1),
            TotalTimeout = TimeSpan.FromSeconds(5),
            Retry = new RetryOptions { MaxAttempts = 3, Budget = new RetryBudget() },
        });
        using var http = new HttpClient(new GuardHandler(weather) { InnerHandler = transport });

        var sky = await http.GetStringAsync("http://weather.example/rome");

        Console.WriteLine($"{sky}: breaker {weather.Breaker.State}, p99 {weather.Metrics.Read().P99}");
        Assert.Equal("sunny", sky);
        Assert.Equal(1, weather.Metrics.Read().Total[CallOutcome.Success]);
    }

    [Fact]
    public void Example_OfTheServices_GivesTheGuardByItsKey()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Guards:weather:MaxConcurrentCalls", "3")]).Build();
        var services = new ServiceCollection();
        services.AddDendriteResilience(configuration.GetSection("Guards"));   // Guards:weather:MaxConcurrentCalls = 3
        services.AddHttpClient("weather").AddDendriteGuard();                 // and [FromKeyedServices("weather")] Guard guard
        using var provider = services.BuildServiceProvider();
        Assert.Same(provider.GetRequiredService<GuardDirectory>()["weather"], provider.GetRequiredKeyedService<Guard>("weather"));
    }

    [Fact]
    public void Examples_InTheReadme_AreThoseThatRun()
    {
        var examples = Examples();
        var code = string.Concat(((string[])["ResilienceReadmeTests.cs", "ResilienceExamplesTests.cs"]).Select(name => File.ReadAllText(Path.Combine(ArchitectureTests.RepositoryRoot, "tests/Dendrite.Tests/Resilience", name))));
        Assert.All(examples.SelectMany(e => e.Split('\n', StringSplitOptions.RemoveEmptyEntries)), line => Assert.Contains(line.Trim(), code, StringComparison.Ordinal));
    }

    [Fact]
    public void Examples_InTheReadme_ShowEachModule()
    {
        var modules = Directory.GetDirectories(Path.Combine(ArchitectureTests.RepositoryRoot, "src/Dendrite.Resilience")).Select(f => Path.GetFileName(f)).Where(f => f is not ("bin" or "obj"));
        var shown = Regex.Matches(Readme(), "^`([A-Z][a-z]+)`.*\n\n```csharp", RegexOptions.Multiline).Select(m => m.Groups[1].Value);
        Assert.Equal(modules.Order(), shown.Order());
    }

    private static string Readme() => File.ReadAllText(Path.Combine(ArchitectureTests.RepositoryRoot, "src/Dendrite.Resilience/README.md"));

    private static IReadOnlyList<string> Examples() => [.. Readme().Split("```csharp\n").Skip(1).Select(part => part.Split("```")[0])];

    private sealed class Answering : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("sunny") });
    }
}
