using Dendrite.Cli;
using Dendrite.Cli.Resources;
using Dendrite.Protocol;

namespace Dendrite.Resources;

/// <summary>What the command says to wrong use, and how it prints for people.</summary>
public sealed class CommandLineTests
{
    [Theory]
    [InlineData("'lisen' is not known; did you mean listen?", "dendrite --help", "lisen", "http://h/x")]
    [InlineData("'--fromat' is not known; did you mean --format?", "dendrite listen --help", "listen", "http://h/x", "--fromat")]
    [InlineData("not an http or https URL", "dendrite fetch --help", "fetch", "nowhere")]
    [InlineData("'..'", "dendrite listen --help", "listen", "b/../c", "--server", "http://h")]
    [InlineData("'x' is one argument too many.", "dendrite metrics --help", "metrics", "x")]
    [InlineData("'zzzzzz' is not known.", "dendrite --help", "zzzzzz")]
    [InlineData("'--zzzzzz' is not known.", "dendrite metrics --help", "metrics", "--zzzzzz")]
    [InlineData("--header a: is there twice", "dendrite fetch --help", "fetch", "http://h/x", "--header", "A: 1", "--header", "a: 2")]
    [InlineData("list takes no address", "dendrite resources --help", "resources", "list", "b/x")]
    [InlineData("list takes no --reason", "dendrite resources --help", "resources", "--reason", "r")]
    [InlineData("show takes no --listener", "dendrite resources --help", "resources", "show", "b/x", "--listener", "1")]
    [InlineData("--reason is for a verb", "dendrite breakers --help", "breakers", "--reason", "r")]
    [InlineData("has a user name or password in it", "dendrite breakers --help", "breakers", "--server", "http://u:p@h")]
    public void WrongUse_IsSaidInALineAndThenWhichHelpToAskFor(string expected, string help, params string[] args)
    {
        var errors = new StringWriter();
        Assert.Equal(2, WrongUse.Tell(Program.BuildRoot(args[0]).Parse(args), errors));
        var lines = errors.ToString().TrimEnd().Split(Environment.NewLine);
        Assert.Equal(2, lines.Length);
        Assert.Contains(expected, lines[0], StringComparison.Ordinal);
        Assert.Equal($"Ask for help: {help}", lines[1]);
    }

    [Fact]
    public void Help_OfDiffAndPatch_NamesTheirExitCodes()
    {
        foreach (var verb in Program.BuildRoot().Subcommands.Where(verb => verb.Name is "diff" or "patch")) Assert.Contains("Exit codes: 0 ", verb.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void EveryVerb_TakesJson()
    {
        foreach (var verb in Program.BuildRoot().Subcommands) Assert.DoesNotContain(Program.BuildRoot(verb.Name).Parse([verb.Name, "--json"]).Errors, error => error.Message.Contains("--json", StringComparison.Ordinal));
    }

    [Fact]
    public void UpdateLine_ForPeople_FitsTheTerminal()
    {
        var update = new ResourceUpdate(default, ResourceEvent.Patch, Utf8Json.FromText($"[\n \"{new string('x', 200)}\"]"), "");
        var line = UpdateLines.ForPeople(update, new DateTime(2026, 1, 2, 3, 4, 5), 60);
        Assert.StartsWith("03:04:05 patch", line, StringComparison.Ordinal);
        Assert.Equal(60, line.Length);
        Assert.EndsWith("…\n", line, StringComparison.Ordinal);
    }
}
