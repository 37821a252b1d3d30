using System.Globalization;
using System.Text.RegularExpressions;
using Dendrite.Resources;
using Dendrite.Silo;
using Microsoft.Extensions.Configuration;

namespace Dendrite.Doctor;

/// <summary>The page about the doctor says what the code does.</summary>
public sealed partial class DoctorPageTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(ArchitectureTests.RepositoryRoot, "docs/doctor.md"));

    [Fact]
    public void Table_OfTheKinds_IsThatOfTheCode() =>
        Assert.Equal(FindingKinds.All.Select(kind => $"| `{kind.Name}` | {kind.Meaning} | {kind.Advice} |"), Page.Split('\n').Where(line => Row().IsMatch(line)));

    [Fact]
    public void Bounds_ThatThePageNames_AreThoseOfTheCode()
    {
        Assert.Contains($"{ExaminationPlan.MostRequests} at most", Page, StringComparison.Ordinal);
        Assert.Contains($"when {ExaminationPlan.MostBytes / 1_000_000} MB of different bodies", Page, StringComparison.Ordinal);
        Assert.Contains($"read up to {HttpProbe.SizeLimit / 1_000_000} MB", Page, StringComparison.Ordinal);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"{AccessLogForecast.MostAddresses:#,0} addresses of {AccessLogForecast.LongestAddress:#,0} characters"), Page, StringComparison.Ordinal);
    }

    [Fact]
    public void Configuration_OfThePage_IsAccepted()
    {
        var block = Assert.Single(Json().Matches(Page)).Groups[1].Value;
        using var json = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(block));
        Assert.NotEmpty(DendriteServer.Read(new ConfigurationBuilder().AddJsonStream(json).Build()).Settings.Backends);
    }

    [GeneratedRegex("^\\| `[a-z0-9-]+` \\| [^|]+ \\| [^|]+ \\|$")]
    private static partial Regex Row();

    [GeneratedRegex("```json\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Json();
}
