using System.Net;
using Dendrite.Resilience.Guards;
using Dendrite.Resilience.Metrics;
using Dendrite.Resilience.Retries;

namespace Dendrite.Resilience;

/// <summary>The README's example is this code, and it does what the README says.</summary>
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
    public void Example_InTheReadme_IsTheOneThatRuns()
    {
        var readme = File.ReadAllText(Path.Combine(ArchitectureTests.RepositoryRoot, "src", "Dendrite.Resilience", "README.md"));
        var code = File.ReadAllText(Path.Combine(ArchitectureTests.RepositoryRoot, "tests", "Dendrite.Tests", "Resilience", "ResilienceReadmeTests.cs"));
        var example = readme.Split("```csharp\n")[1].Split("```")[0].Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.All(example, line => Assert.Contains(line.Trim(), code, StringComparison.Ordinal));
    }

    private sealed class Answering : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("sunny") });
    }
}
