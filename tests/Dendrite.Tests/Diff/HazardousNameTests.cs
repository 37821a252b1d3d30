using System.Text.Json.Nodes;
using Node = System.Text.Json.Nodes.JsonNode;

namespace Dendrite.Diff;

/// <summary>
/// Names that lead to prototypes in JavaScript. fast-json-patch throws on a path through them and rfc6902 silently does nothing: both drift for
/// ever (fast-json-patch issue 262, chap issue 94).
/// </summary>
public sealed class HazardousNameTests
{
    private static readonly string[] Hazardous = ["__proto__", "prototype", "constructor"];

    public static TheoryData<string> Names => [.. Hazardous, "\\u005f_proto__", "construct\\u006fr"];

    [Theory]
    [MemberData(nameof(Names))]
    public void Patch_OfSuchAMember_ReplacesTheObjectAroundIt(string name)
    {
        Assert.Equal($$$$"""[{"op":"replace","path":"/a","value":{"b":1,"{{{{Plain(name)}}}}":2}}]""", Steps.Diff($$$$"""{"x":"long enough that nobody replaces it all","a":{"b":1}}""", $$$$"""{"x":"long enough that nobody replaces it all","a":{"b":1,"{{{{name}}}}":2}}"""));
        Assert.Equal("""[{"op":"replace","path":"/a","value":{"b":1}}]""", Steps.Diff($$$$"""{"x":"long enough that nobody replaces it all","a":{"b":1,"{{{{name}}}}":2}}""", """{"x":"long enough that nobody replaces it all","a":{"b":1}}"""));
        // Far below it, too: the outermost such name counts.
        Assert.Equal($$$$"""[{"op":"replace","path":"","value":{"{{{{Plain(name)}}}}":{"a":[{"n":2}]}}}]""", Steps.Diff($$$$"""{"{{{{name}}}}":{"a":[{"n":1}]}}""", $$$$"""{"{{{{name}}}}":{"a":[{"n":2}]}}"""));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Patch_BesideSuchAMember_GoesOnInSmallSteps(string name) =>
        Assert.Equal("""[{"op":"replace","path":"/n","value":2}]""", Steps.Diff($$$$"""{"{{{{name}}}}":{"a":"the same"},"n":1}""", $$$$"""{"{{{{name}}}}":{"a":"the same"},"n":2}"""));

    [Theory]
    [MemberData(nameof(Names))]
    public void MergeAndList_OfSuchAMember_BecomeTheWholeDocument(string name)
    {
        var (old, next) = ("""{"a":{"b":1}}""", $$$$"""{"a":{"b":1,"{{{{name}}}}":[2]}}""");
        Assert.Equal(DiffFormat.Snapshot, new JsonDiffer().Compute(Steps.Index(old), Steps.Index(next), DiffFormat.Merge).Format);
        Assert.Equal(DiffFormat.Snapshot, new JsonDiffer().Compute(Steps.Index(next), Steps.Index(old), DiffFormat.Merge).Format);
        var (list, more) = ($$$$"""{"{{{{name}}}}":[{"id":1}]}""", $$$$"""{"{{{{name}}}}":[{"id":1},{"id":2}]}""");
        Assert.Contains("refresh", Steps.Diff(list, more, DiffFormat.List), StringComparison.Ordinal);
    }

    /// <summary>A patch of somebody else's may have such a path: to us they are members as any other.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Apply_APathThroughSuchAMember_ChangesThatMember(string name)
    {
        Assert.True(JsonTree.AreEqual($$$$"""{"{{{{Plain(name)}}}}":{"a":2}}""", Steps.Apply($$$$"""{"{{{{name}}}}":{"a":1}}""", $$$$"""[{"op":"replace","path":"/{{{{name}}}}/a","value":2}]""")));
        Assert.True(JsonTree.AreEqual($$$$"""{"{{{{Plain(name)}}}}":{"a":2}}""", Steps.Apply($$$$"""{"{{{{name}}}}":{"a":1}}""", $$$$"""{"{{{{name}}}}":{"a":2}}""", DiffFormat.Merge)));
    }

    [Fact]
    public void Law_NoDifferenceOfAnyForm_HasAPathThroughSuchAMember() => DiffLawsTests.OnRandomPairs(2000, (old, next) =>
    {
        var differ = new JsonDiffer(new DiffOptions { Copies = true, Invertible = true });
        var (before, after) = (Steps.Index(old), Steps.Index(next));
        foreach (var operation in Read(differ.Compute(before, after, DiffFormat.Patch))!.AsArray())
            foreach (var pointer in (string?[])[(string?)operation!["path"], (string?)operation["from"]])
                Assert.Empty((pointer ?? "").Split('/').Intersect(Hazardous));
        foreach (var step in Read(differ.Compute(before, after, DiffFormat.List))!.AsArray())
            Assert.Empty(((string?)step!["path"] ?? "").Split('/').Intersect(Hazardous));
        var merge = differ.Compute(before, after, DiffFormat.Merge);
        if (merge.Format == DiffFormat.Merge) AssertNoSuchMember(Read(merge));
    });

    /// <summary>The framework reads no half of a surrogate pair.</summary>
    private static Node? Read(DiffResult change) =>
        Node.Parse(Steps.Text(change.Utf8).Replace("\\ud83d", "x", StringComparison.Ordinal).Replace("\\udc00", "y", StringComparison.Ordinal));

    private static string Plain(string name) => name.Replace("\\u005f", "_", StringComparison.Ordinal).Replace("\\u006f", "o", StringComparison.Ordinal);

    private static void AssertNoSuchMember(Node? merge)
    {
        if (merge is not JsonObject members) return;
        foreach (var (name, value) in members)
        {
            Assert.DoesNotContain(name, Hazardous);
            AssertNoSuchMember(value);
        }
    }
}
