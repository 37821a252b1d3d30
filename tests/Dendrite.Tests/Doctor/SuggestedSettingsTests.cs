using System.Text;
using System.Text.Json.Nodes;
using Dendrite.Protocol;
using Dendrite.Resources;
using Dendrite.Silo;
using Microsoft.Extensions.Configuration;
using static Dendrite.Doctor.ApiReply;

namespace Dendrite.Doctor;

/// <summary>The settings that are suggested are ones that a server takes, and mean what was meant.</summary>
public sealed class SuggestedSettingsTests
{
    public static TheoryData<string, string> Odd => DiagnosisTests.Odd;

    [Theory]
    [MemberData(nameof(Odd))]
    public void Settings_OfAnyApi_AreTakenByAServerAsTheyAreMeant(string kinds, string variant)
    {
        var diagnosis = ScriptedApi.Examine(OddApis.All.Single(api => api.Kinds == kinds && api.Variant == variant).Script);
        Assert.Empty(diagnosis.Settings.Faults());
        Assert.Equal(diagnosis.Settings, Read(SettingsText.Of(diagnosis.Settings, "v1/tasks")));
    }

    [Theory]
    [InlineData("volatile-members", "a request's id, deep, beside changes", "Ignore:0", "/meta/requestId")]
    [InlineData("volatile-members", "in each item", "Ignore:0", "/*/age")]
    [InlineData("list-identity", "uuid", "Keys:0", "uuid")]
    [InlineData("list-identity", "inside another object", "Keys:0", "/metadata/uid")]
    [InlineData("shrinking-list", "empty now and then", "ConfirmShrink", "50%")]
    [InlineData("goes-back", "a replica that lags", "Monotonic", "/version")]
    [InlineData("goes-back", "Last-Modified", "Monotonic", "Last-Modified")]
    [InlineData("non-finite-number", "NaN", "Lenient:NonFiniteNumbers", "true")]
    [InlineData("other-media-type", "HTML", "ContentTypes:3", "text/html")]
    [InlineData("freshness-too-long", "Expires", "MaxFreshness", "12s")]
    [InlineData("lying-validator", "304 for ever", "VerifyAfterPolls", "5")]
    [InlineData("rate-limit", "structured", "LimitShare", "80%")]
    [InlineData("poll-interval", "a minute", "MinInterval", "10s")]
    [InlineData("slow-answers", "two seconds each", "MinInterval", "20s")]
    [InlineData("too-large", "always", "SizeLimit", "100000000")]
    [InlineData("redirect-elsewhere,temporary-redirect", "another host", "Redirects", "Any")]
    [InlineData("no-store-unchanging", "with a tag", "KeepNoStore", "true")]
    public void Settings_OfAKind_SayWhatSuitsIt(string kinds, string variant, string key, string value)
    {
        var settings = SettingsText.Of(ScriptedApi.Examine(OddApis.All.Single(api => api.Kinds == kinds && api.Variant == variant).Script).Settings, "v1/tasks");
        Assert.Equal(value, Configuration(settings)[$"Backends:api.example:{key}"], ignoreCase: true);
    }

    [Fact]
    public void Settings_WithHeaders_NameTheirValuesAndLetOnePathThrough()
    {
        const string Name = "Authorization";
        var backend = ScriptedApi.Backend with { Headers = new Dictionary<string, string> { [Name] = "Bearer secret" } };
        var text = SettingsText.Of(Diagnosis.Of(ScriptedApi.Watch(r => Tagged(r, CleanApis.Items, "\"1\"")), backend).Settings, "v1/ta*ks");
        Assert.DoesNotContain("secret", text.ToJsonString(), StringComparison.Ordinal);
        var variable = SettingsText.VariableOf(backend.Name, Name);
        Assert.Equal("API_EXAMPLE_AUTHORIZATION", variable);
        Environment.SetEnvironmentVariable(variable, "Bearer secret");
        var read = Read(text);
        Environment.SetEnvironmentVariable(variable, null);
        Assert.Equal(("Bearer secret", "v1/ta%2Aks"), (read.Headers[Name], Assert.Single(read.Paths).Pattern.Text));
    }

    [Theory]
    [InlineData("https://api.example:8443/x", "api.example")]
    [InlineData("http://127.0.0.1/x", "127.0.0.1")]
    [InlineData("http://[::1]:80/x", "1")]
    [InlineData("http://dendrite/x", "backend")]
    [InlineData("http://BÜCHER.example/x", "xn--bcher-kva.example")]
    public void NameFor_AnyHost_IsAName(string url, string name)
    {
        Assert.Equal(name, SettingsText.NameFor(new Uri(url)));
        Assert.True(BackendName.IsName(name));
    }

    [Fact]
    public void Savings_OfAHundredListeners_AreWhatTheScheduleSpares()
    {
        var quiet = Savings.Expect(ScriptedApi.Examine(r => Tagged(r, CleanApis.Items, "\"1\"")), 100, TimeSpan.FromSeconds(5))!;
        Assert.Equal((72_000, 100), (quiet.RequestsBefore, quiet.Listeners));
        Assert.InRange(quiet.RequestsAfter, 55, 80);
        Assert.Equal(quiet.RequestsBefore * CleanApis.Items.Length, quiet.BytesBefore);
        Assert.Equal(CleanApis.Items.Length, quiet.BytesAfter);
        Assert.InRange(quiet.Spared, 0.998, 0.9999);
        var busy = Savings.Expect(ScriptedApi.Examine(r => Json($$"""{"id":1,"n":{{r.Number}}}""")), 100, TimeSpan.FromSeconds(5))!;
        Assert.InRange(busy.RequestsAfter, 1000, 3600);
        Assert.Null(Savings.Expect(ScriptedApi.Examine(_ => Empty(404)), 1, TimeSpan.FromSeconds(1)));
        // One listener that asks seldom spares nothing.
        Assert.Equal(0, Savings.Expect(ScriptedApi.Examine(r => Json($$"""{"id":1,"n":{{r.Number}}}""")), 1, TimeSpan.FromSeconds(60))!.Spared);
    }

    private static BackendDefinition Read(JsonObject settings) => Assert.Single(DendriteServer.Read(Configuration(settings)).Settings.Backends);

    private static IConfigurationRoot Configuration(JsonObject settings)
    {
        using var json = new MemoryStream(Encoding.UTF8.GetBytes(settings.ToJsonString()));
        return new ConfigurationBuilder().AddJsonStream(json).Build();
    }
}
