using Dendrite.Contracts.Configuration;
using Dendrite.Hosting.Configuration;
using Dendrite.Protocol;

namespace Dendrite.Configuration;

public sealed class SecretReferenceTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dendrite-secrets-");
    private readonly string _file;

    public SecretReferenceTests()
    {
        _file = Path.Combine(_folder.FullName, "token");
        File.WriteAllText(_file, "s3cret-of-the-file\n");
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Resolve_References_AreReadAndWhateverElseIsTheSecretItself()
    {
        Assert.Equal("s3cret-of-the-file", SecretReference.Resolve($"file:{_file}", out _));
        Assert.Equal("Bearer s3cret-of-the-file", SecretReference.Resolve($"Bearer file:{_file}", out _));
        Assert.Equal(Environment.GetEnvironmentVariable("PATH"), SecretReference.Resolve("env:PATH", out _));
        foreach (var text in new[] { "plain", "Bearer plain", "a b file:/x", "profile:x" }) Assert.Equal(text, SecretReference.Resolve(text, out _));
    }

    [Theory]
    [InlineData("file:/nowhere/at/all")]
    [InlineData("env:DENDRITE_TESTS_HAVE_NO_SUCH_VARIABLE")]
    [InlineData("file:")]
    [InlineData("env:")]
    public void Read_ReferenceToNothing_IsAFaultThatNamesIt(string reference)
    {
        foreach (var key in new[] { "Backends:b:Headers:Authorization", "Admin:Token", "Cluster:ConnectionString" })
        {
            var error = Assert.Throws<DefinitionException>(() => ServerSources.Check(["--Backends:b:BaseAddress=stub:", $"--{key}={reference}"]));
            Assert.Contains(error.Faults, fault => fault.StartsWith($"{key} is {reference}", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Show_Secrets_AreStarsAndReferencesAreShown()
    {
        var settings = EffectiveSettings.Read(
            ["--Backends:b:BaseAddress=stub:", "--Backends:b:Headers:X-Key=s3cret", $"--Backends:b:Headers:Authorization=Bearer file:{_file}", "--Admin:Token=s3cret-of-operators", "--Cluster:ConnectionString=Host=h;Password=s3cret"], null);
        Assert.DoesNotContain(settings, setting => setting.Value.Contains("s3cret", StringComparison.Ordinal));
        Assert.Contains(new EffectiveSetting("Backends:b:Headers:Authorization", $"Bearer file:{_file}", "command line"), settings);
        Assert.Contains(new EffectiveSetting("Backends:b:Headers:X-Key", "******", "command line"), settings);
        Assert.Contains(new EffectiveSetting("Heartbeat", "15s", "default"), settings);
    }

    [Fact]
    public void Show_SeveralSources_NamesTheOneThatWins()
    {
        var file = Path.Combine(_folder.FullName, "settings.json");
        File.WriteAllText(file, """{ "Heartbeat": "5s", "Monitor": { "Public": true }, "Backends": { "b": { "BaseAddress": "stub:", "Paths": ["a/**", "b"] } } }""");
        var settings = EffectiveSettings.Read(["--heartbeat=6s"], file);
        Assert.Contains(new EffectiveSetting("Heartbeat", "6s", "command line"), settings);
        Assert.Contains(new EffectiveSetting("Monitor:Public", "true", file), settings);
        Assert.Contains(new EffectiveSetting("Backends:b:Paths", "a/**, b", file), settings);
    }
}
