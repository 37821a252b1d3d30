using Dendrite.Protocol;

namespace Dendrite.Resources;

public sealed class PathPatternTests
{
    [Theory]
    [InlineData("repos/**", "repos/a", true)]
    [InlineData("repos/**", "repos/a/b/c", true)]
    [InlineData("repos/**", "repos", true)]
    [InlineData("repos/**", "repos2/a", false)]
    [InlineData("repos/**", "Repos/a", false)]
    [InlineData("repos/**", "x/repos/a", false)]
    [InlineData("**", "", true)]
    [InlineData("**", "a/b", true)]
    [InlineData("repos/*/events", "repos/a/events", true)]
    [InlineData("repos/*/events", "repos/a/b/events", false)]
    [InlineData("repos/*/events", "repos//events", false)]
    [InlineData("repos/*", "repos/a/", false)]
    [InlineData("a/**/z", "a/z", true)]
    [InlineData("a/**/z", "a/b/c/z", true)]
    [InlineData("a/**/z", "a/b/c", false)]
    [InlineData("**/x/**/y", "x/x/a/y/b/y", true)]
    [InlineData("a%2db/~", "a-b/~", true)]
    [InlineData("a b", "a%20b", true)]
    // Some backends split at an escaped slash and some do not: both readings have to match.
    [InlineData("repos/*", "repos/a%2Fsecret", false)]
    [InlineData("repos/**", "repos/a%2Fb", true)]
    [InlineData("repos/a/**", "repos%2Fa/b", false)]
    [InlineData("%2A", "%2A", true)]
    public void Matches_CanonicalPath_BySegments(string pattern, string path, bool expected) => Assert.Equal(expected, PathPattern.Parse(pattern).Matches(path));

    [Theory]
    [InlineData("", "empty")]
    [InlineData("/repos", "slash")]
    [InlineData("repos/v*", "'v*'")]
    [InlineData("repos/***", "'***'")]
    [InlineData("repos/../x", "'..'")]
    [InlineData("repos?x", "question mark")]
    public void Parse_WhatIsNoPattern_SaysWhy(string pattern, string why) =>
        Assert.Contains(why, Assert.Throws<FormatException>(() => PathPattern.Parse(pattern)).Message, StringComparison.Ordinal);

    [Fact]
    public void Matches_ManyStarsOnALongPath_IsNotExponential()
    {
        var pattern = PathPattern.Parse(string.Join('/', Enumerable.Repeat("**/a", 200)) + "/b");
        Assert.False(pattern.Matches(string.Join('/', Enumerable.Repeat("a", 2000))));
    }

    private static readonly BackendDefinition Backend = new()
    {
        Name = "b",
        BaseAddress = new Uri("stub:"),
        Public = true,
        Paths =
        [
            new PathRule { Pattern = PathPattern.Parse("fast/**"), MinInterval = TimeSpan.FromMilliseconds(100), MaxInterval = TimeSpan.FromMilliseconds(200), Guard = "fast" },
            new PathRule { Pattern = PathPattern.Parse("slow/**"), MinInterval = TimeSpan.FromMinutes(5) },
            new PathRule { Pattern = PathPattern.Parse("*") },
        ],
    };

    [Fact]
    public void At_Path_TakesTheFirstRuleThatMatches()
    {
        var fast = Backend.At("fast/x");
        Assert.Equal((100, 200), (fast.MinInterval.TotalMilliseconds, fast.MaxInterval.TotalMilliseconds));
        var slow = Backend.At("slow/x");
        Assert.Equal((TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(5)), (slow.MinInterval, slow.MaxInterval));
        Assert.Same(Backend, Backend.At("counter"));
        Assert.Equal(DendriteErrorCode.PathNotAllowed, Assert.Throws<InvalidRequestException>(() => Backend.At("other/x")).Code);
        Assert.Equal(["b", "b:fast"], Backend.GuardKeys.Select(key => key.ToString()));
    }

    /// <summary>A public backend with Headers gave every path to anybody, with the operator's token.</summary>
    [Fact]
    public void Faults_PublicWithHeadersAndWithoutPaths_IsOne()
    {
        var open = Backend with { Paths = [], Headers = new Dictionary<string, string> { ["Authorization"] = "Bearer t" } };
        Assert.StartsWith("Paths is missing", Assert.Single(open.Faults()), StringComparison.Ordinal);
        Assert.Empty((open with { Public = false }).Faults());
        Assert.Empty((open with { Headers = new Dictionary<string, string>() }).Faults());
        Assert.Empty((open with { Paths = Backend.Paths }).Faults());
        Assert.StartsWith("Paths is missing", Assert.Single((open with { Headers = new Dictionary<string, string>(), Query = new Dictionary<string, string> { ["key"] = "k" } }).Faults()), StringComparison.Ordinal);
    }

    /// <summary>Whatever way in forgets to ask the rules: the backend is never asked for what they refuse.</summary>
    [Fact]
    public async Task Upstream_PathThatNoRuleLetsThrough_IsNotAsked()
    {
        var guards = new BackendGuards(TimeProvider.System);
        using var backends = new BackendDirectory([Backend], guards, TimeProvider.System);
        var upstream = backends.GetUpstream("b");
        var refused = Assert.IsType<PollOutcome.Failed>(await upstream.PollAsync(new PollRequest("other/x", "", null), default));
        Assert.Equal(DendriteErrorCode.PathNotAllowed, refused.Code);
        Assert.IsType<PollOutcome.Answered>(await upstream.PollAsync(new PollRequest("counter", "", null), default));
        Assert.IsType<PollOutcome.Failed>(await upstream.PollAsync(new PollRequest("fast/x", "", null), default));
        Assert.Equal(["b", "b:fast"], guards.All.Select(guard => guard.Name));
    }
}
