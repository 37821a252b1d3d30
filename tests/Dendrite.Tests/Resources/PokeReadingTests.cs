using System.Text;

namespace Dendrite.Resources;

public sealed class PokeReadingTests
{
    private const string Secret = "s3cret";
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_900_000_000);

    [Fact]
    public void Of_EveryRuleThatIsFulfilled_CountsOnce()
    {
        var definition = Definition(
            Rule("repos/{/repository/full_name}/**", "X-GitHub-Event=push"),
            Rule("repos/{/repository/full_name}/**"),
            Rule("issues/{/number}", "X-GitHub-Event=issues", "/action=closed"),
            Rule("open/{/number}", "/open=false"),
            Rule("never", "/number=07"));
        const string Body = """{"repository":{"full_name":"o/h"},"number":7,"action":"closed","open":false}""";
        Assert.Equal(["repos/o/h/**", "open/7"], Read(definition, Body, ("x-github-event", "push")).Patterns);
        Assert.Equal(["repos/o/h/**", "issues/7", "open/7"], Read(definition, Body, ("X-GitHub-Event", "issues")).Patterns);
        Assert.Equal(["repos/o/h/**", "open/7"], Read(definition, Body, ("X-GitHub-Event", "Issues")).Patterns);
    }

    [Fact]
    public void Of_AHostileValue_SkipsItsRuleAlone()
    {
        var reading = Read(Definition(Rule("a/{/v}"), Rule("b/**")), """{"v":"../x"}""");
        Assert.Equal(["b/**"], reading.Patterns);
        Assert.Equal(1, reading.Skipped);
    }

    [Fact]
    public void Of_ABodyThatIsNoJson_IsAFaultWhereARuleReadsIt()
    {
        Assert.NotNull(Read(Definition(Rule("a/{/v}")), "v=1").Fault);
        Assert.NotNull(Read(Definition(Rule("a", "/v=1")), "v=1").Fault);
        Assert.NotNull(Read(Definition(Rule("a/{/v}")), "").Fault);
        Assert.Null(Read(Definition(Rule("a")), "v=1").Fault);
        Assert.Equal(["a"], Read(Definition(Rule("a")), "v=1").Patterns);
        // A rule for another event is not asked.
        Assert.Null(Read(Definition(Rule("a/{/v}", "X-GitHub-Event=push")), "v=1", ("X-GitHub-Event", "ping")).Fault);
    }

    [Fact]
    public void Of_ABodyDeeperThanAllowed_IsAFault() => Assert.NotNull(Read(Definition(Rule("a/{/v}")), new string('[', 10_000)).Fault);

    [Fact]
    public void Of_AnUnsignedEvent_ReadsNothing()
    {
        var reading = PokeReading.Of(Definition(Rule("**")), new Dictionary<string, string>(), "{}"u8.ToArray(), Now);
        Assert.Equal((SignatureVerdict.Missing, null), (reading.Signature, reading.Fingerprint));
        Assert.Empty(reading.Patterns);
    }

    [Fact]
    public void Of_SlacksChallenge_IsAnsweredWhereItIsSignedAndNotOtherwise()
    {
        const string Body = """{"type":"url_verification","challenge":"3eZbrw"}""";
        var definition = Definition(Rule("**")) with { Signature = PokeSigning.Slack };
        var time = Now.ToUnixTimeSeconds();
        var headers = PokeSignaturesTests.Headers(("X-Slack-Request-Timestamp", $"{time}"), ("X-Slack-Signature", "v0=" + PokeSignaturesTests.Sign(Secret, $"v0:{time}:{Body}")));
        var reading = PokeReading.Of(definition, headers, Encoding.UTF8.GetBytes(Body), Now);
        Assert.Equal(("3eZbrw", 0), (reading.Challenge, reading.Patterns.Count));
        headers["X-Slack-Signature"] = "v0=" + new string('0', 64);
        Assert.Null(PokeReading.Of(definition, headers, Encoding.UTF8.GetBytes(Body), Now).Challenge);
        Assert.Equal(["**"], Read(Definition(Rule("**")), Body).Patterns);
    }

    [Fact]
    public void Definition_AsAText_DoesNotShowItsSecrets() => Assert.DoesNotContain(Secret, new BackendDefinition { Name = "b", BaseAddress = new Uri("stub:"), Pokes = Definition(Rule("**")) }.ToString(), StringComparison.Ordinal);

    [Fact]
    public void Definition_TheSameTwice_IsEqual_AndAnySettingMakesItAnother()
    {
        var definition = Definition(Rule("a", "/v=1"));
        Assert.Equal(definition, Definition(Rule("a", "/v=1")));
        Assert.NotEqual(definition, Definition(Rule("a", "/v=2")));
        Assert.NotEqual(definition, Definition(Rule("b", "/v=1")));
        Assert.NotEqual(definition, definition with { Secrets = ["other"] });
        Assert.NotEqual(definition, definition with { Signature = PokeSigning.Stripe });
        Assert.NotEqual(definition, definition with { SafetyInterval = TimeSpan.FromSeconds(1) });
        Assert.NotEqual(definition, definition with { AliveFor = TimeSpan.FromSeconds(1) });
        Assert.NotEqual(definition, definition with { SizeLimit = 1 });
        var backend = new BackendDefinition { Name = "b", BaseAddress = new Uri("stub:"), Pokes = definition };
        Assert.NotEqual(backend, backend with { Pokes = null });
        Assert.Equal(backend, backend with { Pokes = Definition(Rule("a", "/v=1")) });
    }

    [Fact]
    public void Definition_MadeInCode_IsCheckedAsThatOfTheConfiguration()
    {
        var wrong = Definition() with { Signature = (PokeSigning)9, Secrets = [], SafetyInterval = TimeSpan.Zero, AliveFor = TimeSpan.Zero, SizeLimit = 0 };
        string[] faults = [.. new BackendDefinition { Name = "b", BaseAddress = new Uri("stub:"), Pokes = wrong }.Faults()];
        Assert.Equal(["Pokes:Signature", "Pokes:Secret", "Pokes:Rules", "Pokes:SafetyInterval", "Pokes:AliveFor", "Pokes:SizeLimit"], faults.Select(fault => fault.Split(' ')[0]));
    }

    [Theory]
    [InlineData("push")]
    [InlineData("=push")]
    [InlineData("X GitHub=push")]
    [InlineData("/a~2=push")]
    public void Condition_ThatIsNone_IsRefusedByName(string text) => Assert.StartsWith($"is '{text}'", Assert.Throws<FormatException>(() => PokeCondition.Parse(text)).Message, StringComparison.Ordinal);

    private static PokeRule Rule(string poke, params string[] when) => new() { Poke = PokeTemplate.Parse(poke), When = [.. when.Select(PokeCondition.Parse)] };

    private static PokeDefinition Definition(params PokeRule[] rules) => new() { Signature = PokeSigning.GitHub, Secrets = [Secret], Rules = rules };

    private static PokeReading Read(PokeDefinition definition, string body, params (string, string)[] headers) =>
        PokeReading.Of(definition, PokeSignaturesTests.Headers([.. headers, ("X-Hub-Signature-256", "sha256=" + PokeSignaturesTests.Sign(Secret, body))]), Encoding.UTF8.GetBytes(body), Now);
}
