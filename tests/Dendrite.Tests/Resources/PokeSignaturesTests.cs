using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Dendrite.Testing;

namespace Dendrite.Resources;

/// <summary>Signatures in the forms of those who send them, with the examples that they publish.</summary>
public sealed class PokeSignaturesTests
{
    /// <summary>GitHub's documentation, "Validating webhook deliveries", Testing the webhook payload validation.</summary>
    private const string GitHubSecret = "It's a Secret to Everybody";
    private const string GitHubBody = "Hello, World!";
    private const string GitHubSignature = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";

    /// <summary>Slack's documentation, "Verifying requests from Slack", Validating a request.</summary>
    private const string SlackSecret = "8f742231b10e8888abcd99yyyzzz85a5";
    private const string SlackTime = "1531420618";
    private const string SlackSignature = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503";
    private const string SlackBody =
        "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner" +
        "&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN" +
        "&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";

    /// <summary>Stripe's library for .NET, EventUtilityTest and its event_test_signature.json, whose last line ends with a line feed.</summary>
    private const string StripeSecret = "webhook_secret";
    private const long StripeTime = 1533204620;
    private const string StripeSignature = "2220f87ef101a04665f11cdf770523143f875572008577fa0f20882ddb9cc3c7";
    private const string StripeHeader = "t=1533204620,v1=" + StripeSignature + ",v0=63f3a72374a733066c4be69ed7f8e5ac85c22c9f0a6a612ab9a025a9e4ee7eef";
    private const string StripeBody =
        """
        {
          "id": "evt_123",
          "object": "event",
          "account": "acct_123",
          "api_version": "2017-05-25",
          "created": 1533204620,
          "data": {
            "object": {
              "id": "cus_123",
              "object": "customer",
              "created": 123456789,
              "email": "test@stripe.com",
              "livemode": false,
              "metadata": {}
            }
          },
          "livemode": false,
          "pending_webhooks": 1,
          "request": {
            "id": "req_123",
            "idempotency_key": "idempotency-key-123"
          },
          "type": "customer.created"
        }

        """;

    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(StripeTime);

    [Fact]
    public void Check_ExamplesOfTheVendors_AreGood()
    {
        Assert.Equal(SignatureVerdict.Good, CheckGitHub(GitHubSignature));
        Assert.Equal(SignatureVerdict.Good, CheckSlack(SlackSignature, SlackTime));
        Assert.Equal(SignatureVerdict.Good, CheckStripe(StripeHeader));
    }

    /// <summary>Every bit of the signature, of the body and of the secret counts, and of what is signed besides.</summary>
    [Fact]
    public void Check_AnythingTampered_IsWrong() => Property.Check(300, random =>
    {
        Assert.Equal(SignatureVerdict.Wrong, CheckGitHub("sha256=" + OtherHex(random, GitHubSignature["sha256=".Length..])));
        Assert.Equal(SignatureVerdict.Wrong, CheckGitHub(GitHubSignature, body: Other(random, GitHubBody)));
        Assert.Equal(SignatureVerdict.Wrong, CheckGitHub(GitHubSignature, secret: Other(random, GitHubSecret)));
        Assert.Equal(SignatureVerdict.Wrong, CheckSlack("v0=" + OtherHex(random, SlackSignature["v0=".Length..]), SlackTime));
        Assert.Equal(SignatureVerdict.Wrong, CheckSlack(SlackSignature, SlackTime, Other(random, SlackBody)));
        Assert.Equal(SignatureVerdict.Wrong, CheckStripe("t=1533204620,v1=" + OtherHex(random, StripeSignature)));
        Assert.Equal(SignatureVerdict.Wrong, CheckStripe(StripeHeader, Other(random, StripeBody)));
    });

    [Theory]
    [InlineData("t=1533204621,v1=" + StripeSignature)]
    [InlineData("t=01533204620,v1=" + StripeSignature)]
    public void Check_StripeWithAnotherTime_IsWrong(string header) => Assert.Equal(SignatureVerdict.Wrong, CheckStripe(header));

    [Fact]
    public void Check_SlackWithAnotherTime_IsWrong() => Assert.Equal(SignatureVerdict.Wrong, CheckSlack(SlackSignature, "1531420619"));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("sha256=")]
    [InlineData("757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17")]
    [InlineData("sha1=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17")]
    [InlineData("sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e")]
    [InlineData("sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e1700")]
    [InlineData("sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e1g")]
    [InlineData(GitHubSignature + "," + GitHubSignature)]
    public void Check_GitHubNotInTheForm_IsMissing(string? header) => Assert.Equal(SignatureVerdict.Missing, CheckGitHub(header));

    [Theory]
    [InlineData("")]
    [InlineData(",,")]
    [InlineData("t=1533204620")]
    [InlineData("v1=" + StripeSignature)]
    [InlineData("t=,v1=" + StripeSignature)]
    [InlineData("t=-1533204620,v1=" + StripeSignature)]
    [InlineData("t=+1533204620,v1=" + StripeSignature)]
    [InlineData("t=1533204620.0,v1=" + StripeSignature)]
    [InlineData("t=999999999999999999999,v1=" + StripeSignature)]
    [InlineData("t=1533204620,t=1533204620,v1=" + StripeSignature)]
    [InlineData("t=1533204620,v0=" + StripeSignature)]
    [InlineData("t=1533204620,v1=00")]
    public void Check_StripeNotInTheForm_IsMissing(string header) => Assert.Equal(SignatureVerdict.Missing, CheckStripe(header));

    /// <summary>While its sender changes secrets an event is signed with both.</summary>
    [Fact]
    public void Check_SeveralV1_OneGoodIsEnoughAndTooManyAreNone()
    {
        var other = ",v1=" + new string('0', 64);
        Assert.Equal(SignatureVerdict.Good, CheckStripe($"t={StripeTime}{other},v1={StripeSignature}"));
        Assert.Equal(SignatureVerdict.Good, CheckStripe($"t={StripeTime},v1={StripeSignature}{other}"));
        Assert.Equal(SignatureVerdict.Missing, CheckStripe($"t={StripeTime},v1={StripeSignature}{string.Concat(Enumerable.Repeat(other, 8))}"));
    }

    [Theory]
    [InlineData(-300, SignatureVerdict.Good)]
    [InlineData(300, SignatureVerdict.Good)]
    [InlineData(-301, SignatureVerdict.Stale)]
    [InlineData(301, SignatureVerdict.Stale)]
    public void Check_TimeFromNow_IsTakenWithinFiveMinutes(int seconds, object expected)
    {
        Assert.Equal(expected, CheckStripe(StripeHeader, now: Now.AddSeconds(seconds)));
        Assert.Equal(expected, CheckSlack(SlackSignature, SlackTime, now: DateTimeOffset.FromUnixTimeSeconds(1531420618).AddSeconds(seconds)));
    }

    /// <summary>Who has no secret does not learn whether the time would have been right.</summary>
    [Fact]
    public void Check_StaleAndWrong_IsWrong() =>
        Assert.Equal(SignatureVerdict.Wrong, CheckStripe("t=1533204620,v1=" + new string('0', 64), now: Now.AddDays(1)));

    [Fact]
    public void Check_PreviousSecret_IsGoodAsWell()
    {
        Assert.Equal(SignatureVerdict.Good, CheckGitHub(GitHubSignature, null, null, "new one", GitHubSecret));
        Assert.Equal(SignatureVerdict.Wrong, CheckGitHub(GitHubSignature, null, null, "new one", "another"));
    }

    /// <summary>One of two signatures left out does not make it another event; another delivery does, and so does another time.</summary>
    [Fact]
    public void Fingerprint_OfTheSameEvent_IsTheSame()
    {
        string[] secrets = ["new one", StripeSecret];
        var fresh = "t=1533204620,v1=" + Sign("new one", "1533204620." + StripeBody);
        Assert.NotNull(FingerprintOf(StripeHeader));
        Assert.Equal(FingerprintOf(StripeHeader), FingerprintOf(fresh));
        Assert.Equal(FingerprintOf(StripeHeader), FingerprintOf($"{fresh},v1={StripeSignature}"));
        Assert.NotEqual(FingerprintOf(StripeHeader), FingerprintOf("t=1533204621,v1=" + Sign(StripeSecret, "1533204621." + StripeBody)));
        Assert.Null(GitHubFingerprint(null));
        Assert.Equal(GitHubFingerprint("1"), GitHubFingerprint("1"));
        Assert.NotEqual(GitHubFingerprint("1"), GitHubFingerprint("2"));

        string? FingerprintOf(string header)
        {
            Assert.Equal(SignatureVerdict.Good, PokeSignatures.Check(Definition(PokeSigning.Stripe, secrets), Headers(("stripe-signature", header)), Encoding.UTF8.GetBytes(StripeBody), Now, out var fingerprint));
            return fingerprint;
        }

        static string? GitHubFingerprint(string? delivery)
        {
            var headers = delivery is null ? Headers(("X-Hub-Signature-256", GitHubSignature)) : Headers(("X-Hub-Signature-256", GitHubSignature), ("X-GitHub-Delivery", delivery));
            Assert.Equal(SignatureVerdict.Good, PokeSignatures.Check(Definition(PokeSigning.GitHub, GitHubSecret), headers, Encoding.UTF8.GetBytes(GitHubBody), Now, out var fingerprint));
            return fingerprint;
        }
    }

    internal static string Sign(string secret, string text) => Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(text)));

    internal static Dictionary<string, string> Headers(params (string Name, string Value)[] headers) => headers.ToDictionary(h => h.Name, h => h.Value, StringComparer.OrdinalIgnoreCase);

    private static PokeDefinition Definition(PokeSigning form, params string[] secrets) =>
        new() { Signature = form, Secrets = secrets, Rules = [new PokeRule { Poke = PokeTemplate.Parse("**") }] };

    private static SignatureVerdict CheckGitHub(string? header, string? body = null, string? secret = null, params string[] secrets) => PokeSignatures.Check(
        Definition(PokeSigning.GitHub, secrets is [] ? [secret ?? GitHubSecret] : secrets), header is null ? [] : Headers(("X-Hub-Signature-256", header)), Encoding.UTF8.GetBytes(body ?? GitHubBody), Now, out _);

    private static SignatureVerdict CheckSlack(string signature, string time, string? body = null, DateTimeOffset? now = null) => PokeSignatures.Check(
        Definition(PokeSigning.Slack, SlackSecret), Headers(("X-Slack-Signature", signature), ("X-Slack-Request-Timestamp", time)), Encoding.UTF8.GetBytes(body ?? SlackBody),
        now ?? DateTimeOffset.FromUnixTimeSeconds(1531420618), out _);

    private static SignatureVerdict CheckStripe(string header, string? body = null, DateTimeOffset? now = null) => PokeSignatures.Check(
        Definition(PokeSigning.Stripe, StripeSecret), Headers(("Stripe-Signature", header)), Encoding.UTF8.GetBytes(body ?? StripeBody), now ?? Now, out _);

    private static string Other(Random random, string text)
    {
        var at = random.Next(text.Length);
        return text[..at] + (char)(text[at] ^ (1 << random.Next(5))) + text[(at + 1)..];
    }

    private static string OtherHex(Random random, string hex)
    {
        var at = random.Next(hex.Length);
        var digit = int.Parse(hex[at].ToString(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) ^ random.Next(1, 16);
        return string.Create(CultureInfo.InvariantCulture, $"{hex[..at]}{digit:x}{hex[(at + 1)..]}");
    }
}
