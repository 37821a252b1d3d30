using System.Text;
using System.Text.Json;
using Dendrite.Protocol;
using Dendrite.Testing;

namespace Dendrite.Resources;

/// <summary>Values of an event choose paths, and never more of them than the rule was written for.</summary>
public sealed class PokeTemplateTests
{
    [Theory]
    [InlineData("repos/{/repository/full_name}/**", """{"repository":{"full_name":"octo/hello"}}""", "repos/octo/hello/events")]
    [InlineData("repos/{/repository/full_name}/**", """{"repository":{"full_name":"octo/hello"}}""", "repos/octo/hello")]
    [InlineData("tasks/{/id}", """{"id":7}""", "tasks/7")]
    [InlineData("tasks/{/id}", """{"id":"\u0037"}""", "tasks/7")]
    [InlineData("tasks/{/items/1/id}.json", """{"items":[{"id":1},{"id":2}]}""", "tasks/2.json")]
    [InlineData("flags/{/on}", """{"on":true}""", "flags/true")]
    [InlineData("a/{/a~1b}/*", """{"a/b":"x"}""", "a/x/y")]
    [InlineData("**", "not JSON at all", "anything/at/all")]
    public void Fill_AnEvent_MatchesThePathsThatItMeans(string template, string body, string path) => Assert.True(Fill(template, body)!.Matches(path));

    [Theory]
    [InlineData("repos/{/repository/full_name}/**", """{"repository":{"full_name":"octo/hello"}}""", "repos/octo/other")]
    [InlineData("repos/{/repository/full_name}/**", """{"repository":{"full_name":"octo/hello"}}""", "repos/octo/hello2/events")]
    [InlineData("tasks/{/id}", """{"id":7}""", "tasks/7/log")]
    [InlineData("tasks/{/id}", """{"id":1.0}""", "tasks/1")]
    public void Fill_AnEvent_MatchesNoOthers(string template, string body, string path) => Assert.False(Fill(template, body)!.Matches(path));

    /// <summary>Characters are compared by what they are; a client and an event escape them differently.</summary>
    [Theory]
    [InlineData("urn:isbn:1", "books/urn:isbn:1")]
    [InlineData("urn:isbn:1", "books/urn%3Aisbn%3A1")]
    [InlineData("a b", "books/a%20b")]
    [InlineData("ü", "books/%C3%BC")]
    [InlineData("50%", "books/50%25")]
    [InlineData("%41", "books/%2541")]
    [InlineData("a*b", "books/a*b")]
    [InlineData("a*b", "books/a%2Ab")]
    [InlineData("a?b#c", "books/a%3Fb%23c")]
    // Both ways to write a group of GitLab: as it divides the path, and escaped in one segment.
    [InlineData("group/book", "books/group/book")]
    [InlineData("group/book", "books/group%2Fbook")]
    public void Fill_ValueWithOtherCharacters_MatchesEverySpelling(string value, string path) => Assert.True(Fill("books/{/v}", JsonSerializer.Serialize(new { v = value }))!.Matches(Canonical(path)));

    /// <summary>A star that comes with an event is a star.</summary>
    [Theory]
    [InlineData("*")]
    [InlineData("**")]
    [InlineData("octo/*")]
    [InlineData("octo/**")]
    [InlineData("%2A%2A")]
    [InlineData("{/v}")]
    public void Fill_ValueLikeAPattern_MatchesItselfOnly(string value)
    {
        var pattern = Fill("repos/{/v}/events", JsonSerializer.Serialize(new { v = value }))!;
        foreach (var path in (string[])["repos/octo/events", "repos/octo/hello/events", "repos/a/b/c/events", "repos/events"]) Assert.False(pattern.Matches(path), path);
        Assert.True(pattern.Matches(Canonical($"repos/{string.Join('/', value.Split('/').Select(Uri.EscapeDataString))}/events")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("../admin")]
    [InlineData("octo/../admin")]
    [InlineData("octo//hello")]
    [InlineData("/octo")]
    [InlineData("octo/")]
    [InlineData("%2e%2e")]
    [InlineData("..;x=1")]
    [InlineData("a\\b")]
    [InlineData("a\nb")]
    [InlineData("a\0b")]
    public void Fill_ValueThatNoPathMayHold_IsRefused(string value) =>
        Assert.Throws<FormatException>(() => Fill("repos/{/v}/**", JsonSerializer.Serialize(new { v = value })));

    [Fact]
    public void Fill_ValueOfEveryLength_IsTakenUpToTheLimit()
    {
        Assert.NotNull(Fill("{/v}", JsonSerializer.Serialize(new { v = new string('a', PokePattern.LongestValue) })));
        Assert.Throws<FormatException>(() => Fill("{/v}", JsonSerializer.Serialize(new { v = new string('a', PokePattern.LongestValue + 1) })));
    }

    /// <summary>An event of another kind lacks the value, and pokes nothing.</summary>
    [Theory]
    [InlineData("{}")]
    [InlineData("""{"v":null}""")]
    [InlineData("""{"v":{}}""")]
    [InlineData("""{"v":["a"]}""")]
    [InlineData("""{"v":"\ud800"}""")]
    [InlineData("[1]")]
    public void Fill_EventWithoutTheValue_IsNoPattern(string body) => Assert.Null(Fill("repos/{/v}/**", body));

    /// <summary>Whatever a value is: the pattern is one for the same frame, or there is none, and it has no wildcard that the template has not.</summary>
    [Fact]
    public void Fill_AnyValue_NeverWidensThePattern() => Property.Check(2000, random =>
    {
        var value = random.Next(3) == 0 ? string.Join('/', Enumerable.Range(0, random.Next(1, 4)).Select(_ => (string[])["*", "**", "..", "a", "%2A", "%2F", ""]).Select(s => s[random.Next(s.Length)])) : Generate.Text(random, 12);
        PokePattern? pattern;
        try
        {
            pattern = Fill("repos/{/v}/events", JsonSerializer.Serialize(new { v = value }));
        }
        catch (FormatException)
        {
            return;
        }
        var segments = pattern!.Text.Split('/');
        Assert.Equal(("repos", "events"), (segments[0], segments[^1]));
        Assert.DoesNotContain(segments, segment => segment is "*" or "**" or "." or ".." or "");
        Assert.Equal(2 + value.Split('/').Length, segments.Length);
        Assert.False(pattern.Matches("repos/Z/events"));
        Assert.False(pattern.Matches("repos/Z/Z/events"));
    });

    [Theory]
    [InlineData("")]
    [InlineData("/repos")]
    [InlineData("repos/{/v")]
    [InlineData("repos/v}")]
    [InlineData("repos/{}")]
    [InlineData("repos/{v}")]
    [InlineData("repos/{/a~2}")]
    [InlineData("repos/a*{/v}")]
    [InlineData("repos/**{/v}")]
    [InlineData("repos/../{/v}")]
    [InlineData("repos?x={/v}")]
    public void Parse_NoTemplate_IsRefusedByName(string text) =>
        Assert.StartsWith("is ", Assert.Throws<FormatException>(() => PokeTemplate.Parse(text)).Message, StringComparison.Ordinal);

    private static PokePattern? Fill(string template, string body) => PokeTemplate.Parse(template).Fill(new PokeBody(Encoding.UTF8.GetBytes(body)));

    private static string Canonical(string path) => new ResourceAddress("b", path).Path;
}
