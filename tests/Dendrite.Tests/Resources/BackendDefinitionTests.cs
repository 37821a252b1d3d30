namespace Dendrite.Resources;

public sealed class BackendDefinitionTests
{
    /// <summary>A configuration that is read anew replaces the backends that differ: a setting that equality forgets would never take effect.</summary>
    [Fact]
    public void Equality_IsOfEverySetting_WhateverObjectsHoldThem()
    {
        var one = New();
        Assert.Equal(one, New());
        Assert.Equal(one.GetHashCode(), New().GetHashCode());
        BackendDefinition[] others =
        [
            one with { Name = "c" }, one with { BaseAddress = new Uri("http://c/") }, one with { MinInterval = TimeSpan.FromSeconds(2) },
            one with { MaxInterval = TimeSpan.FromSeconds(31) }, one with { Linger = TimeSpan.Zero }, one with { Retention = TimeSpan.FromDays(1) },
            one with { TimeLimit = TimeSpan.FromSeconds(11) }, one with { SizeLimit = 1 }, one with { MaxConcurrency = 15 }, one with { Public = true },
            one with { Breaker = new() { OpenFor = TimeSpan.FromSeconds(6) } }, one with { Keys = ["name", "id"] }, one with { Paths = [new PathRule { Pattern = PathPattern.Parse("a/**") }] }, one with { ContentTypes = ["text/json"] },
            one with { Headers = new Dictionary<string, string> { ["A"] = "2" } }, one with { Headers = new Dictionary<string, string> { ["B"] = "1" } },
            one with { Headers = new Dictionary<string, string>() },
            one with { MaxFreshness = TimeSpan.Zero }, one with { MaxRetryAfter = TimeSpan.FromSeconds(1) }, one with { GoneInterval = TimeSpan.FromSeconds(1) }, one with { NoContent = NoContentMeaning.Stale },
            one with { Redirects = RedirectPolicy.Any }, one with { HttpVersion = HttpVersions.Http2 }, one with { Lenient = new() { NonFiniteNumbers = true } }, one with { KeepNoStore = true },
            one with { Connection = new() { Lifetime = TimeSpan.FromMinutes(1) } }, one with { Ignore = ["/a"] }, one with { Monotonic = "/v" }, one with { LimitShare = 0.8 }, one with { ConfirmShrink = 0.5 },
            one with { VerifyAfterPolls = 1 }, one with { VerifyAfter = TimeSpan.FromSeconds(1) },
            one with { Pokes = new PokeDefinition { Signature = PokeSigning.GitHub, Secrets = ["s"], Rules = [] } },
        ];
        Assert.All(others, other => Assert.False(one.Equals(other) || other.Equals(one)));
        Assert.False(one.Equals(null));
        var settings = typeof(BackendDefinition).GetProperties().Where(p => p.SetMethod is { IsPublic: true });
        Assert.All(settings, setting => Assert.Contains(others, other => !Equals(setting.GetValue(other), setting.GetValue(one))));
    }

    [Fact]
    public void Faults_OfWhatGuardsAnswers_NameTheSettingAndWhatWouldBeRight()
    {
        string[] faults = [.. (New() with { Ignore = ["generated_at", "", "/ok"], Monotonic = "version", ConfirmShrink = 1.5 }).Faults()];
        Assert.Equal(4, faults.Length);
        Assert.Contains(faults, fault => fault.StartsWith("Ignore has 'generated_at', not a JSON pointer", StringComparison.Ordinal));
        Assert.Contains("Ignore has '', which is the whole document.", faults);
        Assert.Contains(faults, fault => fault.StartsWith("Monotonic is 'version', neither a JSON pointer such as /version nor Last-Modified", StringComparison.Ordinal));
        Assert.Contains("ConfirmShrink is 1.5; it is from 0 to 1.", faults);
    }

    [Fact]
    public void At_APathWithARuleOfItsOwn_TakesWhatTheRuleSaysAndTheRestOfTheBackend()
    {
        var backend = New() with
        {
            Ignore = ["/a"],
            Monotonic = "/v",
            Paths = [new PathRule { Pattern = PathPattern.Parse("own/**"), Ignore = [], ConfirmShrink = 0.5 }, new PathRule { Pattern = PathPattern.Parse("**") }],
        };
        var own = backend.At("own/x");
        Assert.Equal(("/v", 0.5), (own.Monotonic, own.ConfirmShrink));
        Assert.Empty(own.Ignore);
        Assert.Same(backend, backend.At("x"));
    }

    private static BackendDefinition New() => new()
    {
        Name = "b",
        BaseAddress = new Uri("http://b/"),
        Headers = new Dictionary<string, string> { ["A"] = "1" },
        Keys = ["id", "name"],
    };
}
