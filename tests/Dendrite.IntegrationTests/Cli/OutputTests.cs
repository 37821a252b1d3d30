using Dendrite.IntegrationTests.Testing;

namespace Dendrite.IntegrationTests.Cli;

/// <summary>Results that cannot be written: a full disk is a failure, a reader that has gone is the end.</summary>
public sealed class OutputTests : IAsyncDisposable
{
    private const string NoSpace = "dendrite: standard output could not be written: No space left on device";

    private readonly ScriptedBackend _backend = new();
    private readonly TemporaryDirectory _folder = new();

    public async ValueTask DisposeAsync()
    {
        await _backend.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("diff {old} {new}")]
    [InlineData("diff --batch {batch}")]
    [InlineData("patch {old} {new} --format merge")]
    [InlineData("fetch {url}")]
    [InlineData("listen {url}")]
    [InlineData("config show")]
    [InlineData("cluster init --print")]
    [InlineData("demo --seconds 1")]
    [InlineData("--help")]
    public async Task Output_CannotBeWritten_OneLineAndExitCode3(string arguments)
    {
        var (code, output, errors) = await RunAsync(arguments, "> /dev/full");
        Assert.Equal(3, code);
        Assert.Empty(output);
        // A demo says where it listens before.
        Assert.Equal(NoSpace, errors[^1]);
        if (!arguments.StartsWith("demo", StringComparison.Ordinal)) Assert.Single(errors);
    }

    [Theory]
    [InlineData("diff {old} {new}", 1)]
    [InlineData("listen {url} --interval 10ms", 0)]
    [InlineData("config show", 0)]
    public async Task Output_ReaderHasGone_EndsQuietly(string arguments, int expected)
    {
        _backend.Answer((_, reply) => reply.JsonAsync($$"""{"n":{{_backend.Count}}}"""));
        var (code, _, errors) = await RunAsync(arguments, "| true; exit ${PIPESTATUS[0]}");
        Assert.Equal(expected, code);
        Assert.Empty(errors);
    }

    private async Task<(int Code, IReadOnlyList<string> Output, IReadOnlyList<string> Errors)> RunAsync(string arguments, string behind)
    {
        var command = arguments
            .Replace("{old}", _folder.Write("old", """{"a":1}"""), StringComparison.Ordinal)
            .Replace("{new}", _folder.Write("new", """{"a":2}"""), StringComparison.Ordinal)
            .Replace("{batch}", _folder.Write("batch", "[1,2]\n"), StringComparison.Ordinal)
            .Replace("{url}", _backend.BaseAddress + "x", StringComparison.Ordinal);
        await using var shell = ChildProcess.Start("bash", ["-c", $"\"$0\" {command} {behind}", ChildProcess.Dendrite]);
        return await shell.ExitAsync(arguments);
    }
}
