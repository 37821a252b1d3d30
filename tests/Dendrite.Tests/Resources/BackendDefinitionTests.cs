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
            one with { Connection = new() { Lifetime = TimeSpan.FromMinutes(1) } }, one with { Ignore = ["/a"] }, one with { AlwaysOn = ["a"] }, one with { Monotonic = "/v" }, one with { LimitShare = 0.8 }, one with { ConfirmShrink = 0.5 },
            one with { Query = new Dictionary<string, string> { ["key"] = "1" } }, one with { VerifyAfterPolls = 1 }, one with { VerifyAfter = TimeSpan.FromSeconds(1) },
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

    /// <summary>A rule that equality forgets would never take effect.</summary>
    [Fact]
    public void Equality_OfARule_IsOfEverySetting_WhateverObjectsHoldThem()
    {
        PathRule one = new() { Pattern = PathPattern.Parse("a"), Headers = new Dictionary<string, string> { ["A"] = "1" } };
        Assert.Equal(one, one with { Headers = new Dictionary<string, string> { ["A"] = "1" } });
        PathRule[] others =
        [
            one with { Pattern = PathPattern.Parse("b") }, one with { MinInterval = TimeSpan.FromSeconds(2) }, one with { MaxInterval = TimeSpan.FromSeconds(2) }, one with { Ignore = [] },
            one with { Monotonic = "/v" }, one with { ConfirmShrink = 0.5 }, one with { Guard = "g" }, one with { Headers = new Dictionary<string, string>() },
            one with { Method = ReadMethod.Post }, one with { Body = "{}" }, one with { Pages = new PagesDefinition { Next = NextPage.Link } },
        ];
        Assert.All(others, other => Assert.False(one.Equals(other) || other.Equals(one)));
        Assert.All(typeof(PathRule).GetProperties(), setting => Assert.Contains(others, other => !Equals(setting.GetValue(other), setting.GetValue(one))));
    }

    [Fact]
    public void Rule_AsText_IsItsPatternAndNothingThatIsSent() =>
        Assert.Equal("a/**", new PathRule { Pattern = PathPattern.Parse("a/**"), Method = ReadMethod.Post, Body = """{"token":"s3cret"}""" }.ToString());

    [Fact]
    public void Faults_OfWhatIsSent_NameTheSettingAndNoValue()
    {
        string[] faults =
        [
            .. (New() with
            {
                Query = new Dictionary<string, string> { ["a\n"] = "s3cret", ["key"] = "s3cret\r\n" },
                Paths =
                [
                    new PathRule { Pattern = PathPattern.Parse("a"), Headers = new Dictionary<string, string> { ["Host"] = "s3cret" }, Method = ReadMethod.Post },
                    new PathRule { Pattern = PathPattern.Parse("b"), Body = "{\"a\": s3cret}" },
                    new PathRule { Pattern = PathPattern.Parse("c"), Method = ReadMethod.Post, Body = $"\"{new string('x', PathRule.LongestBody)}\"" },
                ],
            }).Faults(),
        ];
        Assert.Equal(7, faults.Length);
        foreach (var start in new[] { "Query:a\n is not", "Query:key has a control character", "Paths:0:Headers:Host is a header", "Paths:0:Body is missing", "Paths:1:Body is set, but Method", "Paths:1:Body is not JSON: the text is wrong at byte 6", "Paths:2:Body has 65538 bytes" })
            Assert.Contains(faults, fault => fault.StartsWith(start, StringComparison.Ordinal));
        Assert.DoesNotContain(faults, fault => fault.Contains("s3cret", StringComparison.Ordinal));
    }

    public static TheoryData<PagesDefinition, string> WrongPages => new()
    {
        { new() { Next = NextPage.Cursor }, "Pointer is missing; with Next Cursor it is the JSON pointer to the cursor." },
        { new() { Next = NextPage.Field, Pointer = "next" }, "Pointer is 'next', not a JSON pointer" },
        { new() { Next = NextPage.Link, Pointer = "/next" }, "Pointer is set, which Next Link does not use." },
        { new() { Next = NextPage.Link, Parameter = "page" }, "Parameter is set, which Next Link does not use." },
        { new() { Next = NextPage.Offset, First = 1 }, "First is set, which Next Offset does not use." },
        { new() { Next = NextPage.Page, First = -1 }, "First is -1; it is 0 or more." },
        { new() { Next = NextPage.Page, SizeParameter = "n" }, "SizeParameter is set, but no Size that it asks for." },
        { new() { Next = NextPage.Link, Size = 100 }, "Size is set, but no SizeParameter that asks for it." },
        { new() { Next = NextPage.Page, Size = 0 }, "Size is 0; it is from 1 to 1000000." },
        { new() { Next = NextPage.Link, MaxPages = 1001 }, "MaxPages is 1001; it is from 1 to 1000." },
        { new() { Next = NextPage.Link, Items = "items" }, "Items is 'items', not a JSON pointer" },
        { new() { Next = NextPage.Page, Parameter = "" }, "Parameter is not a parameter's name" },
    };

    [Theory]
    [MemberData(nameof(WrongPages))]
    public void Faults_OfPages_NameTheSettingAndWhatWouldBeRight(PagesDefinition pages, string fault) =>
        Assert.StartsWith($"Paths:0:Pages:{fault}", Assert.Single((New() with { Paths = [new PathRule { Pattern = PathPattern.Parse("a"), Pages = pages }] }).Faults()), StringComparison.Ordinal);

    private static BackendDefinition New() => new()
    {
        Name = "b",
        BaseAddress = new Uri("http://b/"),
        Headers = new Dictionary<string, string> { ["A"] = "1" },
        Keys = ["id", "name"],
    };
}
