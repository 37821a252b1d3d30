using System.Text;
using System.Text.RegularExpressions;
using Dendrite.Edge;
using Dendrite.IntegrationTests.Testing;
using Dendrite.Silo;
using Microsoft.Extensions.Configuration;

namespace Dendrite.IntegrationTests.Edge;

/// <summary>The example of docs/pokes.md, as it stands there.</summary>
public sealed partial class PokePageTests
{
    private const string Address = "http://127.0.0.1:5080";

    [ShellFact]
    public async Task Example_OfThePage_IsTakenByAServerOfItsConfiguration()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory[..AppContext.BaseDirectory.IndexOf("/tests/", StringComparison.Ordinal)], "docs/pokes.md"));
        string[] scripts = [.. Block().Matches(page).Where(block => block.Groups[1].Value == "sh").Select(block => block.Groups[2].Value)];
        Assert.Equal(2, scripts.Length);
        var secret = Export().Match(scripts[0]);
        var configuration = Block().Matches(page).Single(block => block.Groups[1].Value == "json").Groups[2].Value.Replace($"env:{secret.Groups[1].Value}", secret.Groups[2].Value, StringComparison.Ordinal);
        using var json = new MemoryStream(Encoding.UTF8.GetBytes(configuration));
        await using var silo = await TestSilo.StartAsync(DendriteServer.Read(new ConfigurationBuilder().AddJsonStream(json).Build()).Settings, new EdgeOptions());
        await using var shell = ChildProcess.Start("bash", ["-euo", "pipefail", "-c", scripts[1].Replace(Address, silo.Url.GetLeftPart(UriPartial.Authority), StringComparison.Ordinal)]);
        var (code, output, errors) = await shell.ExitAsync("the example");
        Assert.True(code == 0, string.Join(Environment.NewLine, errors));
        Assert.Equal("""{"resources":0}""", Assert.Single(output));
    }

    [GeneratedRegex("```(json|sh)\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex("export ([A-Z_]+)=(.*)")]
    private static partial Regex Export();

    /// <summary>A test that needs bash, curl and openssl.</summary>
    private sealed class ShellFactAttribute : FactAttribute
    {
        public ShellFactAttribute() => Skip = Prerequisite.Missing("bash", "curl", "openssl");
    }
}
