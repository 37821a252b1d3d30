using System.Text.RegularExpressions;
using Dendrite.Resources;

namespace Dendrite.Doctor;

/// <summary>What an examination finds: of each odd API what is odd about it and nothing else, of the others nothing.</summary>
public sealed partial class DiagnosisTests
{
    public static TheoryData<string, string> Odd
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var (kinds, variant, _) in OddApis.All) data.Add(kinds, variant);
            return data;
        }
    }

    public static TheoryData<string> Clean => [.. CleanApis.All.Keys];

    [Theory]
    [MemberData(nameof(Odd))]
    public void Examination_OfAnOddApi_FindsWhatItIsAndNothingElse(string kinds, string variant)
    {
        var script = OddApis.All.Single(api => api.Kinds == kinds && api.Variant == variant).Script;
        var findings = ScriptedApi.Examine(script).Findings;
        Assert.True(kinds.Split(',').Order().SequenceEqual(findings.Select(finding => finding.Kind).Order()), string.Join(Environment.NewLine, findings));
        Assert.All(findings, finding => Assert.DoesNotContain("secret", finding.ToString(), StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Clean))]
    public void Examination_OfACleanApi_FindsNothing(string name) => Assert.Empty(ScriptedApi.Examine(CleanApis.All[name]).Findings);

    [Fact]
    public void Kinds_EachOne_IsFoundInSeveralVariants()
    {
        Assert.True(FindingKinds.All.Count >= 20);
        Assert.Equal(FindingKinds.All.Count, FindingKinds.All.Select(kind => kind.Name).Distinct().Count());
        Assert.All(FindingKinds.All, kind =>
        {
            Assert.Matches(Name(), kind.Name);
            Assert.True(OddApis.All.Count(api => api.Kinds.Split(',').Contains(kind.Name)) >= 2, kind.Name);
        });
    }

    [Fact]
    public void Evidence_OfSomeKinds_NamesPlacesAndNumbers()
    {
        Assert.Contains("/generated_at", EvidenceOf("volatile-members", "a counter of that name"), StringComparison.Ordinal);
        Assert.Contains("/*/age", EvidenceOf("volatile-members", "in each item"), StringComparison.Ordinal);
        Assert.Contains("in milliseconds since 1970", EvidenceOf("rate-limit", "milliseconds, by minute"), StringComparison.Ordinal);
        Assert.Contains("as a duration", EvidenceOf("rate-limit", "a duration"), StringComparison.Ordinal);
        Assert.Contains("60 min ahead", EvidenceOf("clock-skew", "an hour ahead"), StringComparison.Ordinal);
        Assert.Contains("uuid", EvidenceOf("list-identity", "uuid"), StringComparison.Ordinal);
        Assert.Contains("/metadata/uid", EvidenceOf("list-identity", "inside another object"), StringComparison.Ordinal);
        Assert.Contains("80 items before and 0 items then", EvidenceOf("shrinking-list", "empty now and then"), StringComparison.Ordinal);
    }

    private static string EvidenceOf(string kinds, string variant) =>
        Assert.Single(ScriptedApi.Examine(OddApis.All.Single(api => api.Kinds == kinds && api.Variant == variant).Script).Findings).Evidence;

    [GeneratedRegex("^[a-z][a-z0-9-]+$")]
    private static partial Regex Name();
}
