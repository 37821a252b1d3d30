using System.Text.Json;
using Dendrite.Cli.Registries;

namespace Dendrite.Registries;

public sealed class ConfigCommandTests
{
    private const string Registry = """{"name":"r","version":2,"settings":{"c:hosts:0":"a","c:on":"True"}}""";

    [Theory]
    [InlineData(true, "r/c:hosts:0 = a\nr/c:on = True\n")]
    [InlineData(false, Registry + "\n")]
    public async Task Write_ForPeopleByPath_ElseOneLineOfJson(bool forPeople, string expected)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var json = JsonDocument.Parse(Registry);
        await ConfigCommand.WriteAsync([json.RootElement], forPeople, output);
        Assert.Equal(expected, output.ToString());
    }

    [Fact]
    public void Verb_BuiltAlone_HasItsOwnName()
    {
        var all = Cli.Program.BuildRoot().Subcommands.Select(c => c.Name).ToArray();
        Assert.Contains("config", all);
        foreach (var name in all) Assert.Equal([name], Cli.Program.BuildRoot(name).Subcommands.Select(c => c.Name));
        Assert.Equal(all.Length, Cli.Program.BuildRoot("nope").Subcommands.Count);
    }
}
