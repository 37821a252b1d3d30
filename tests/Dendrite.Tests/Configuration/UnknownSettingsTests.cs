using System.Text;
using Dendrite.Contracts.Configuration;
using Dendrite.Hosting;
using Dendrite.Hosting.Configuration;
using Dendrite.Protocol;
using Dendrite.Silo;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Dendrite.Configuration;

/// <summary>Settings that are none: <c>Datadirectry</c> started in memory, <c>Backend</c> started with no backends, <c>--foo</c> was a setting.</summary>
public sealed class UnknownSettingsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dendrite-settings-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("""{ "Datadirectry": "d" }""", "Datadirectry is not known; did you mean DataDirectory?")]
    [InlineData("""{ "Backend": {} , "Backend:b:BaseAddress": "stub:" }""", "Backend is not known; did you mean Backends?")]
    [InlineData("""{ "Monitor": { "Publc": true } }""", "Monitor:Publc is not known; did you mean Public?")]
    [InlineData("""{ "Backends": { "b": { "BaseAddress": "stub:", "Breaker": { "OpenFr": "5s" } } } }""", "Backends:b:Breaker:OpenFr is not known; did you mean OpenFor?")]
    [InlineData("""{ "Backends": { "b": { "BaseAddress": "stub:", "Paths": [{ "Patern": "x" }] } } }""", "Backends:b:Paths:0:Patern is not known; did you mean Pattern?")]
    [InlineData("""{ "Protocols": { "EventStrem": false } }""", "Protocols:EventStrem is not known; did you mean EventStream?")]
    [InlineData("""{ "Protocols": { "Foo": false } }""", "Protocols:Foo is not known. Known are EventStream.")]
    [InlineData("""{ "Admin": "token-in-the-wrong-place" }""", "Admin is a text; it has settings of its own: Token")]
    [InlineData("""{ "Heartbeat": { "Every": "5s" } }""", "Heartbeat has settings below it; it is a duration")]
    public void File_UnknownSetting_NamesTheNearest(string json, string expected)
    {
        var error = Assert.Throws<DefinitionException>(() => Check(json));
        Assert.Contains(error.Faults, fault => fault.StartsWith(expected, StringComparison.Ordinal));
        Assert.DoesNotContain("token-in-the-wrong-place", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--foo", "--foo is not known. Ask for help: dendrite config show lists the settings.")]
    [InlineData("--foo=1", "--foo is not known. Ask for help")]
    [InlineData("--heartbeet=5s", "--heartbeet is not known; did you mean Heartbeat?")]
    [InlineData("--Heartbeat", "--Heartbeat has no value")]
    [InlineData("nonsense", "'nonsense' is no setting")]
    [InlineData("--Backends:b:MinIntervall=5s", "Backends:b:MinIntervall is not known; did you mean MinInterval?")]
    public void CommandLine_UnknownSetting_NamesTheNearest(string argument, string expected)
    {
        var error = Assert.Throws<DefinitionException>(() => ServerSources.Check(["--Backends:b:BaseAddress=stub:", argument]));
        Assert.Contains(error.Faults, fault => fault.StartsWith(expected, StringComparison.Ordinal));
    }

    [Fact]
    public void CommandLine_KnownSettings_AreTaken() =>
        ServerSources.Check(["--Backends:b:BaseAddress=stub:", "--heartbeat", "5s", "Monitor:Public=true", "--urls=http://127.0.0.1:0", "--Logging:LogLevel:Default=Warning"]);

    [Fact]
    public void File_WhatTheFrameworkReads_IsTaken() => Check("""{ "Logging": { "LogLevel": { "Default": "Warning" } }, "Kestrel": { "Limits": { "MaxConcurrentConnections": 5 } }, "AllowedHosts": "*" }""");

    [Theory]
    [InlineData("""{ "Backends": { "b": { "BaseAddress": "stub:", "Keys": "id" } } }""", "line 1, column 56: Backends:b:Keys is not an array")]
    [InlineData("""{ "Backends": { "b": { "BaseAddress": "stub:", "ContentTypes": ["nonsense"] } } }""", "Backends:b:ContentTypes has 'nonsense'")]
    [InlineData("""{ "Backends": { "b": { "BaseAddress": "stub:", "Breaker": { "OpenFor": "" } } } }""", "Backends:b:Breaker:OpenFor is empty")]
    [InlineData("{\n  \"DataDirectory\": 5\n}", "line 2, column 20: DataDirectory is a number; it is a path, in quotes")]
    [InlineData("""{ "Backends": { "b": { "BaseAddress": "stub:", "MinInterval": 5 } } }""", "MinInterval is a number; it is a duration")]
    [InlineData("""{ "Backends": { "b": { "BaseAddress": "stub:", "Paths": [] } } }""", "Backends:b:Paths is an empty array")]
    [InlineData("""{ "Backends": { "b": { "BaseAddress": "stub:", "Paths": [null] } } }""", "Backends:b:Paths:0 is empty")]
    [InlineData("""{ "Backends": { "b": { "BaseAddress": "stub:", "Paths": ["a", {}] } } }""", "Backends:b:Paths:1 is empty")]
    [InlineData("""{ "Backends": { "b": { "BaseAddress": "stub:", "Paths": [5] } } }""", "Backends:b:Paths:0 is a number; it is a text")]
    [InlineData("""{ "DataDirectory": ["d"] }""", "DataDirectory is an array; it is a path")]
    [InlineData("""{ "Backends": { "b": { "BaseAddress": "stub:", "Keys": ["id", ""] } } }""", "Backends:b:Keys:1 is no text of a list")]
    public void File_ValueOfAnotherKind_IsAFault(string json, string expected)
    {
        var error = Assert.Throws<DefinitionException>(() => Check(json));
        Assert.Contains(error.Faults, fault => fault.Contains(expected, StringComparison.Ordinal));
    }

    [Fact]
    public void File_KeyTwice_ToldWithItsPlaceBesideTheOtherFaults()
    {
        var error = Assert.Throws<DefinitionException>(() => Check("{\n  \"Heartbeat\": \"5s\",\n  \"heartbeat\": \"6s\",\n  \"Backends\": { \"b\": { \"BaseAddress\": \"nowhere\" } }\n}"));
        Assert.Contains(error.Faults, fault => fault.EndsWith("line 3, column 3: heartbeat is there twice.", StringComparison.Ordinal));
        Assert.Contains(error.Faults, fault => fault.StartsWith("Backends:b:BaseAddress is 'nowhere'", StringComparison.Ordinal));
    }

    /// <summary>What a file that breaks off would have said is not missing; what it did say is looked at.</summary>
    [Fact]
    public void File_BreaksOff_ToldWithItsPlaceBesideTheOtherFaults()
    {
        var error = Assert.Throws<DefinitionException>(() => Check("{\n  \"Heartbeat\": \"often\",\n  \"Backends\": { \"b\": { \"Public\": true,\n", "--Monitor:MaxStreams=0"));
        Assert.Contains(error.Faults, fault => fault.Contains("line 4, column 1: ", StringComparison.Ordinal));
        Assert.Contains(error.Faults, fault => fault.StartsWith("Heartbeat is 'often'", StringComparison.Ordinal));
        Assert.Contains(error.Faults, fault => fault.StartsWith("Monitor:MaxStreams is '0'", StringComparison.Ordinal));
        Assert.Equal(3, error.Faults.Count);
    }

    [Theory]
    [InlineData("", "settings.json: line 1, column 1: the file is empty; it is an object of settings in JSON")]
    [InlineData(" \n", "settings.json: line 1, column 1: the file is empty")]
    [InlineData("// nothing\n", "settings.json: line 2, column 1: there are only comments in the file")]
    [InlineData("[]", "settings.json: line 1, column 1: the file is not an object of settings")]
    public void File_SaysNothing_ToldSo(string json, string expected)
    {
        var error = Assert.Throws<DefinitionException>(() => Check(json));
        Assert.Contains(expected, Assert.Single(error.Faults), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("settings.json", "{\n  \"DataDirectory\": \"d\u00fc\" }")]
    [InlineData("settings.ini", "Heartbeat=5s\nDataDirectory=   d\u00fc\n")]
    public void File_IsNotUtf8_ToldWithItsPlace(string name, string text)
    {
        var file = Write(name, "");
        File.WriteAllText(file, text, Encoding.Latin1);
        var error = Assert.Throws<DefinitionException>(() => ServerSources.Check([], file));
        Assert.EndsWith("line 2, column 22: the byte 0xFC is not UTF-8; save the file as UTF-8.".Replace("22", name.EndsWith("ini", StringComparison.Ordinal) ? "19" : "22", StringComparison.Ordinal), Assert.Single(error.Faults), StringComparison.Ordinal);
        File.WriteAllText(file, text, Encoding.Unicode);
        error = Assert.Throws<DefinitionException>(() => ServerSources.Check([], file));
        Assert.EndsWith("line 1, column 1: the file is UTF-16; save it as UTF-8.", Assert.Single(error.Faults), StringComparison.Ordinal);
    }

    [Fact]
    public void IniFile_Faults_AreToldWithTheirPlaces()
    {
        var file = Write("settings.ini", "Heartbeat=5s\n  Heartbeat=6s\n[Backends:b\nnonsense secret\n; a comment\n");
        var error = Assert.Throws<DefinitionException>(() => ServerSources.Check([], file));
        Assert.Contains(error.Faults, fault => fault.EndsWith("line 2, column 3: Heartbeat is there twice.", StringComparison.Ordinal));
        Assert.Contains(error.Faults, fault => fault.Contains("line 3, column 12: ", StringComparison.Ordinal));
        Assert.Contains(error.Faults, fault => fault.Contains("line 4, column 1: ", StringComparison.Ordinal));
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Environment_OwnPrefix_IsTakenAndUnknownOnesAreRefused()
    {
        var configuration = new ConfigurationManager();
        ((IConfigurationBuilder)configuration).Add(new Variables(("Heartbeet", "5s"), ("Backends:b:BaseAddress", "stub:")));
        var error = Assert.Throws<DefinitionException>(() => DendriteServer.Read(configuration));
        Assert.StartsWith("DENDRITE_Heartbeet is not known; did you mean Heartbeat?", Assert.Single(error.Faults), StringComparison.Ordinal);
    }

    /// <summary>In a host of somebody's own only what is below Dendrite is ours to judge, and only what has a meaning there is taken.</summary>
    [Fact]
    public async Task OwnHost_BelowItsSection_IsCheckedAndNothingElse()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Datadirectry"] = "d",
            ["Dendrite:Heartbeet"] = "5s",
            ["Dendrite:DataDirectory"] = "d",
            ["Dendrite:Client:Server"] = "http://h",
            ["Dendrite:Backends:b:BaseAddress"] = "stub:",
        });
        builder.UseOrleans(silo => silo.UseLocalhostClustering().AddDendrite());
        using var host = builder.Build();
        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync());
        Assert.Equal(2, refusal.Failures.Count());
        Assert.Contains(refusal.Failures, fault => fault.StartsWith("Dendrite:Heartbeet is not known; did you mean Heartbeat?", StringComparison.Ordinal));
        Assert.Contains(refusal.Failures, fault => fault.StartsWith("Dendrite:DataDirectory is a setting of the server program", StringComparison.Ordinal));
    }

    [Fact]
    public void Catalogue_FormerName_LeadsToTheSetting()
    {
        var catalogue = new SettingsCatalogue([new("Section:<name>:New", SettingKind.Text, "", "") { FormerNames = ["Old"] }]);
        Assert.Equal("Section:<name>:New", catalogue.Find("Section:x:Old")?.Key);
        Assert.Equal("Section:<name>:New", catalogue.Find("section:x:new")?.Key);
        Assert.Null(catalogue.Find("Section:x:Other"));
    }

    private void Check(string json, params string[] args) => ServerSources.Check(args, Write("settings.json", json));

    private string Write(string name, string text)
    {
        var file = Path.Combine(_folder.FullName, name);
        File.WriteAllText(file, text);
        return file;
    }

    private sealed class Variables(params (string Key, string Value)[] values) : ConfigurationProvider, IConfigurationSource, IOwnSettings
    {
        public string Origin => "environment";

        public string Describe(string key) => new OwnVariables().Describe(key);

        public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

        public override void Load() => Data = values.ToDictionary(v => v.Key, v => (string?)v.Value, StringComparer.OrdinalIgnoreCase);
    }
}
