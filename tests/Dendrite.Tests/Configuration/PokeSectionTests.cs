using Dendrite.Hosting.Configuration;
using Dendrite.Protocol;
using Dendrite.Resources;
using Dendrite.Silo;
using Microsoft.Extensions.Configuration;

namespace Dendrite.Configuration;

public sealed class PokeSectionTests
{
    private static readonly (string Key, string Value)[] Least = [("Signature", "github"), ("Secret", "s3cret"), ("Rules:0:Poke", "repos/{/repository/full_name}/**")];

    [Fact]
    public void Read_WithoutTheSection_IsNone() => Assert.Null(Read());

    [Fact]
    public void Read_TheLeast_GivesTheDocumentedDefaults()
    {
        var pokes = Read(Least)!;
        Assert.Equal((PokeSigning.GitHub, TimeSpan.FromMinutes(5), TimeSpan.FromDays(1), 1_000_000L), (pokes.Signature, pokes.SafetyInterval, pokes.AliveFor, pokes.SizeLimit));
        Assert.Equal(["s3cret"], pokes.Secrets);
        var rule = Assert.Single(pokes.Rules);
        Assert.Equal(("repos/{/repository/full_name}/**", 0), (rule.Poke.Text, rule.When.Count));
    }

    [Fact]
    public void Read_EverySetting_IsTaken()
    {
        var variable = $"POKES_{Guid.NewGuid():N}";
        Environment.SetEnvironmentVariable(variable, "old one");
        try
        {
            var pokes = Read(
                ("Signature", "Stripe"), ("Secret", "new one"), ("PreviousSecret", $"env:{variable}"), ("SafetyInterval", "10s"), ("AliveFor", "2h"), ("SizeLimit", "2MB"),
                ("Rules:0:When", "/type=a,b"), ("Rules:0:Poke", "one"), ("Rules:1:When:0", "X-GitHub-Event=push"), ("Rules:1:When:1", "/action=closed"), ("Rules:1:Poke", "two"),
                ("Rules:2", "three/**"), ("Rules:10:Poke", "last"))!;
            Assert.Equal((PokeSigning.Stripe, TimeSpan.FromSeconds(10), TimeSpan.FromHours(2), 2_000_000L), (pokes.Signature, pokes.SafetyInterval, pokes.AliveFor, pokes.SizeLimit));
            Assert.Equal(["new one", "old one"], pokes.Secrets);
            Assert.Equal(["one /type=a,b", "two X-GitHub-Event=push /action=closed", "three/**", "last"], pokes.Rules.Select(rule => string.Join(' ', [rule.Poke.Text, .. rule.When])));
        }
        finally
        {
            Environment.SetEnvironmentVariable(variable, null);
        }
    }

    [Fact]
    public void Read_Faults_AreToldAtOnceWithTheirKeysAndWithoutSecrets()
    {
        Assert.Equal(["Signature", "Secret", "Rules"], FaultsOf(("SafetyInterval", "1m")));
        Assert.Equal(
            ["Secert", "Secret", "Signature", "SafetyInterval", "AliveFor", "SizeLimit"],
            FaultsOf(("Signature", "gitlab"), ("Secert", "hunter2"), ("Rules:0:Poke", "a"), ("SafetyInterval", "0s"), ("AliveFor", "soon"), ("SizeLimit", "1GB")));
        Assert.Equal(
            ["Rules:0:Poke", "Rules:1:Poke", "Rules:2:When", "Rules:3"],
            FaultsOf([.. Least[..2], ("Rules:0:When", "/a=b"), ("Rules:1:Poke", "repos/{v}"), ("Rules:2:Poke", "a"), ("Rules:2:When", "push"), ("Rules:3", "/a")]));
        Assert.Equal(["Secret"], FaultsOf(("Signature", "github"), ("Secret", "file:/nowhere/at/all"), ("Rules:0:Poke", "a")));
        Assert.Equal(["Rules"], FaultsOf([.. Least, .. Enumerable.Range(0, 101).Select(i => ($"Rules:{i}:Poke", "a"))]));
    }

    /// <summary>A condition that could not be read makes no rule for every event.</summary>
    [Fact]
    public void Read_RuleWithAWrongCondition_IsNoRule()
    {
        var section = Section([.. Least[..2], ("Rules:0:When", "push"), ("Rules:0:Poke", "**")]);
        Assert.Empty(PokeSection.Read(section, [])!.Rules);
    }

    /// <summary>A file may have one condition as a text, or an array of them.</summary>
    [Theory]
    [InlineData("\"/action=closed\"", 1)]
    [InlineData("[\"/action=closed\"]", 1)]
    [InlineData("[\"/action=closed\", \"X-GitHub-Event=issues\"]", 2)]
    public void Read_ConditionsOfAFile_AreATextOrAnArray(string when, int conditions)
    {
        var file = Path.Combine(Path.GetTempPath(), $"pokes-{Guid.NewGuid():N}.json");
        try
        {
            File.WriteAllText(file, """{"Backends":{"b":{"BaseAddress":"stub:","Pokes":{"Signature":"slack","Secret":"s","Rules":[{"When":#,"Poke":"a"}]}}}}""".Replace("#", when, StringComparison.Ordinal));
            var configuration = new ConfigurationManager();
            ConfigurationFile.Add(configuration, file);
            var (settings, _) = DendriteServer.Read(configuration);
            Assert.Equal(conditions, Assert.Single(Assert.Single(settings.Backends).Pokes!.Rules).When.Count);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static string[] FaultsOf(params (string Key, string Value)[] settings)
    {
        var error = Assert.Throws<DefinitionException>(() => Read(settings));
        Assert.DoesNotContain("hunter2", error.Message, StringComparison.Ordinal);
        return [.. error.Faults.Select(fault => fault[(fault.IndexOf(":Pokes:", StringComparison.Ordinal) + ":Pokes:".Length)..].Split(' ')[0])];
    }

    private static IConfigurationSection Section((string Key, string Value)[] settings) => Configuration(settings).GetSection("Backends:b:Pokes");

    private static PokeDefinition? Read(params (string Key, string Value)[] settings) => Assert.Single(DendriteServer.Read(Configuration(settings)).Settings.Backends).Pokes;

    private static IConfigurationRoot Configuration((string Key, string Value)[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection([new("Backends:b:BaseAddress", "stub:"), .. settings.DistinctBy(s => s.Key).Select(s => KeyValuePair.Create($"Backends:b:Pokes:{s.Key}", (string?)s.Value))]).Build();
}
