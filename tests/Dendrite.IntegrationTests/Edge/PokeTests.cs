using System.Globalization;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dendrite.IntegrationTests.Testing;
using Dendrite.Resources;

namespace Dendrite.IntegrationTests.Edge;

/// <summary>A backend tells of its changes: what is meant is polled at once, and nobody else can have it polled.</summary>
public sealed class PokeTests : IAsyncLifetime
{
    private const string Secret = "s3cret";
    private const string Body = """{"repository":{"full_name":"o/h"}}""";
    private static readonly TimeSpan Never = TimeSpan.FromHours(1);

    private readonly ScriptedBackend _backend = new() { Document = """{"n":1}""" };
    private readonly HttpClient _http = new() { Timeout = Wait.Limit };
    private TestSilo _silo = null!;

    public async Task InitializeAsync()
    {
        var slow = TestSilo.DefinitionOf(_backend) with { MinInterval = Never, MaxInterval = Never };
        var pokes = new PokeDefinition
        {
            Signature = PokeSigning.GitHub,
            Secrets = [Secret, "the one before"],
            Rules = [new PokeRule { Poke = PokeTemplate.Parse("repos/{/repository/full_name}/**") }],
            SizeLimit = 10_000,
        };
        _silo = await TestSilo.StartAsync(
            null, slow with { Pokes = pokes }, slow with { Name = "silent" }, slow with { Name = "stripe", Pokes = pokes with { Signature = PokeSigning.Stripe } },
            slow with { Name = "slack", Pokes = pokes with { Signature = PokeSigning.Slack } }, TestSilo.DefinitionOf(_backend) with { Name = "quick", Pokes = pokes });
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _silo.DisposeAsync();
        await _backend.DisposeAsync();
    }

    /// <summary>The next poll by itself would come in an hour.</summary>
    [Theory]
    [InlineData("b")]
    [InlineData("stripe")]
    [InlineData("slack")]
    public async Task SignedEvent_AfterAChange_BringsTheUpdateToThoseWhoListenToIt(string backend)
    {
        await using var meant = await ListenAsync($"{backend}/repos/o/h/events?page=2");
        await using var also = await ListenAsync($"{backend}/repos/o/h");
        await using var other = await ListenAsync($"{backend}/repos/o/other");
        _backend.Document = """{"n":2}""";
        Assert.Equal(2, await PokeAsync(backend));
        Assert.Equal("patch", (await meant.NextAsync("poked")).Event);
        Assert.Equal("patch", (await also.NextAsync("poked")).Event);
        Assert.Single(_backend.Requests, request => request.Target.EndsWith("/other", StringComparison.Ordinal));
    }

    [Fact]
    public async Task SignedEvent_WithThePreviousSecret_IsTaken()
    {
        await using var listener = await ListenAsync("b/repos/o/h");
        Assert.Equal(1, await PokeAsync("b", secret: "the one before"));
    }

    [Fact]
    public async Task SignedEvent_ThatNobodyListensFor_PollsNothing()
    {
        using var _ = await _http.GetAsync(_silo.Resource("b/repos/o/h"));
        Assert.Equal(0, await PokeAsync("b"));
        Assert.Equal(1, _backend.Count);
    }

    /// <summary>One change is told by many events, and the last of them is answered by a poll after it.</summary>
    [Fact]
    public async Task Burst_OfEvents_IsAFewPolls()
    {
        await using var listener = await ListenAsync("b/repos/o/h");
        var started = TimeProvider.System.GetTimestamp();
        _backend.Document = """{"n":2}""";
        var told = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => PokeAsync("b")));
        Assert.All(told, resources => Assert.Equal(1, resources));
        await listener.NextAsync("patch", "poked");
        _backend.Document = """{"n":3}""";
        await PokeAsync("b");
        await listener.NextAsync("patch", "poked again");
        // One, and one for each second that it took.
        Assert.InRange(_backend.Count - 1, 2, 2 + (int)Math.Ceiling(TimeProvider.System.GetElapsedTime(started).TotalSeconds));
    }

    /// <summary>It was polled every 40 ms.</summary>
    [Fact]
    public async Task PokedResource_IsPolledAtTheSafetyIntervalFromThenOn()
    {
        await using var listener = await ListenAsync("quick/repos/o/h");
        Assert.InRange(await IntervalAsync(), 20, 40);
        await PokeAsync("quick");
        _backend.Document = """{"n":2}""";
        await PokeAsync("quick");
        await listener.NextAsync("patch", "poked");
        Assert.Equal(300_000, await IntervalAsync());

        async Task<double> IntervalAsync() =>
            (await _http.GetFromJsonAsync<JsonElement>(new Uri(_silo.Url, "/_dendrite/admin/v1/resources/quick/repos/o/h"))).GetProperty("resource").GetProperty("intervalMs").GetDouble();
    }

    /// <summary>Whoever has no secret learns nothing: neither what was wrong nor which backends there are.</summary>
    [Fact]
    public async Task EventThatIsNotTheBackends_Is401WithoutSayingWhy()
    {
        await using var listener = await ListenAsync("stripe/repos/o/h");
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        (string Name, string Value)?[] headers =
        [
            null, ("Stripe-Signature", "nonsense"), Stripe(now, "another", Body), Stripe(now, Secret, Body + " "), Stripe(now - 301, Secret, Body), Stripe(now + 400, Secret, Body),
            ("X-Hub-Signature-256", "sha256=" + Sign(Secret, Body)),
        ];
        var answers = new List<string>();
        foreach (var header in headers)
        {
            using var response = await PostAsync("stripe", Body, header);
            Assert.Equal(401, (int)response.StatusCode);
            Assert.StartsWith("HMAC-SHA256", response.Headers.WwwAuthenticate.ToString(), StringComparison.Ordinal);
            answers.Add(await DetailAsync(response, "signature-refused"));
        }
        Assert.Single(answers.Distinct());
        Assert.Equal(1, _backend.Count);
    }

    [Fact]
    public async Task BackendThatIsNotThereOrTakesNoEvents_Is404Alike()
    {
        var answers = new List<string>();
        foreach (var backend in (string[])["nope", "silent", "no%20name"])
        {
            using var response = await PostAsync(backend, Body, ("X-Hub-Signature-256", "sha256=" + Sign(Secret, Body)));
            Assert.Equal(404, (int)response.StatusCode);
            answers.Add(await DetailAsync(response, "not-found"));
        }
        Assert.Single(answers.Distinct());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Body_LongerThanAllowed_Is413(bool isAnnounced)
    {
        var body = $$"""{"text":"{{new string('x', 10_000)}}"}""";
        using var response = await PostAsync("b", body, ("X-Hub-Signature-256", "sha256=" + Sign(Secret, body)), isAnnounced);
        Assert.Equal(413, (int)response.StatusCode);
        Assert.Contains("10000 bytes", await DetailAsync(response, "body-too-large"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SignedBody_ThatIsNoJson_Is400AndSaysWhatToDo()
    {
        using var response = await PostAsync("b", "payload=%7B%7D", ("X-Hub-Signature-256", "sha256=" + Sign(Secret, "payload=%7B%7D")));
        Assert.Equal(400, (int)response.StatusCode);
        Assert.Contains("application/json", await DetailAsync(response, "invalid-request"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SignedEvent_ThatComesAgain_HasNoEffect()
    {
        await using var listener = await ListenAsync("stripe/repos/o/h");
        var header = Stripe(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds(), Secret, Body);
        Assert.Equal("""{"resources":1}""", await TextAsync());
        await _backend.WaitForRequestsAsync(2, "poked");
        Assert.Equal("""{"resources":0,"replayed":true}""", await TextAsync());
        Assert.Equal("""{"resources":0,"replayed":true}""", await TextAsync());

        async Task<string> TextAsync()
        {
            using var response = await PostAsync("STRIPE", Body, header);
            Assert.Equal(202, (int)response.StatusCode);
            return await response.Content.ReadAsStringAsync();
        }
    }

    /// <summary>Slack asks an address for a word before it sends events there.</summary>
    [Fact]
    public async Task SlacksChallenge_IsGivenBack()
    {
        const string Challenge = """{"token":"x","challenge":"3eZbrw","type":"url_verification"}""";
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        using var response = await PostAsync("slack", Challenge, ("X-Slack-Signature", "v0=" + Sign(Secret, $"v0:{now}:{Challenge}")), true, ("X-Slack-Request-Timestamp", $"{now}"));
        Assert.Equal((200, "3eZbrw"), ((int)response.StatusCode, (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("challenge").GetString()));
    }

    [Fact]
    public async Task Get_Is405()
    {
        using var response = await _http.GetAsync(AddressOf("b"));
        Assert.Equal(405, (int)response.StatusCode);
    }

    private async Task<SseClient> ListenAsync(string target)
    {
        var listener = await _silo.ListenAsync(target);
        await listener.NextAsync("snapshot", "beginning");
        return listener;
    }

    private async Task<int> PokeAsync(string backend, string secret = Secret)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        using var response = backend switch
        {
            "stripe" => await PostAsync(backend, Body, Stripe(now, secret, Body)),
            "slack" => await PostAsync(backend, Body, ("X-Slack-Signature", "v0=" + Sign(secret, $"v0:{now}:{Body}")), true, ("X-Slack-Request-Timestamp", $"{now}")),
            _ => await PostAsync(backend, Body, ("X-Hub-Signature-256", "sha256=" + Sign(secret, Body))),
        };
        Assert.True((int)response.StatusCode == 202, await response.Content.ReadAsStringAsync());
        return (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("resources").GetInt32();
    }

    private async Task<HttpResponseMessage> PostAsync(string backend, string body, (string Name, string Value)? header, bool isAnnounced = true, (string Name, string Value)? second = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, AddressOf(backend)) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        foreach (var (name, value) in new[] { header, second }.OfType<(string Name, string Value)>()) request.Headers.TryAddWithoutValidation(name, value);
        request.Headers.TransferEncodingChunked = !isAnnounced;
        return await _http.SendAsync(request);
    }

    private Uri AddressOf(string backend) => new(_silo.Url, "/_dendrite/client/v1/pokes/" + backend);

    private static async Task<string> DetailAsync(HttpResponseMessage response, string code)
    {
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(code, problem.GetProperty("code").GetString());
        return problem.GetProperty("detail").GetString()!;
    }

    private static (string Name, string Value) Stripe(long time, string secret, string body) =>
        ("Stripe-Signature", string.Create(CultureInfo.InvariantCulture, $"t={time},v1={Sign(secret, $"{time}.{body}")}"));

    private static string Sign(string secret, string text) => Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(text)));
}
