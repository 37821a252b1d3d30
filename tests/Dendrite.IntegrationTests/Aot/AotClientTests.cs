using System.Runtime.InteropServices;
using Dendrite.IntegrationTests.Testing;

namespace Dendrite.IntegrationTests.Aot;

/// <summary>A compiler that takes all processors: nothing that waits for a process runs beside it.</summary>
[CollectionDefinition(nameof(AotCompiler), DisableParallelization = true)]
public sealed class AotCompiler;

/// <summary>The client over HTTP, compiled ahead of time: no warning when it is published, and it does what it does elsewhere.</summary>
[Collection(nameof(AotCompiler))]
public sealed class AotClientTests : IAsyncDisposable
{
    private static readonly TimeSpan PublishLimit = TimeSpan.FromMinutes(5);

    /// <summary>Artifacts of its own: what other tests run is not built again under them. Kept, for compiling takes a minute and most changes are elsewhere.</summary>
    private static readonly string Artifacts = Path.Combine(AppContext.BaseDirectory, "aot-client");

    private readonly ScriptedBackend _backend = new() { Document = """{"n":0}""" };

    public ValueTask DisposeAsync() => _backend.DisposeAsync();

    [AotFact]
    public async Task Published_FetchesAndListens()
    {
        var output = Path.Combine(Artifacts, "published");
        await using (var publish = ChildProcess.Start(
            "dotnet",
            ["publish", Path.Combine(Root(), "tests/Dendrite.AotClient"), "-c", "Release", "-r", RuntimeInformation.RuntimeIdentifier, "-o", output, "--artifacts-path", Artifacts, "--nologo", "--disable-build-servers"],
            ("DOTNET_CLI_TELEMETRY_OPTOUT", "1")))
        {
            var (code, lines, _) = await publish.ExitAsync("publishing ahead of time", PublishLimit);
            string[] faults = [.. lines.Where(line => line.Contains("warning", StringComparison.OrdinalIgnoreCase) || line.Contains(": error", StringComparison.Ordinal))];
            // What is compiled already warns no more.
            if ((code != 0 || faults.Length > 0) && Directory.Exists(Artifacts)) Directory.Delete(Artifacts, recursive: true);
            Assert.Empty(faults);
            Assert.Equal(0, code);
        }
        var polls = 0;
        _backend.Answer((_, reply) => reply.SendAsync(200, $$"""{"n":{{Interlocked.Increment(ref polls)}}}"""));
        await using var silo = await TestSilo.StartAsync(_backend);
        await using var client = ChildProcess.Start(Path.Combine(output, "Dendrite.AotClient"), [silo.Url.ToString(), "b/doc"]);
        var (exit, printed, errors) = await client.ExitAsync("the native client");
        Assert.Empty(errors);
        Assert.Equal(0, exit);
        Assert.Equal("ahead of time", printed[0]);
        Assert.StartsWith("fetched {\"n\":", printed[1], StringComparison.Ordinal);
        Assert.Equal(["Snapshot", "Patch", "Patch"], printed.Skip(2).Select(line => line.Split(' ')[0]));
    }

    private static string Root()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "Dendrite.sln"))) directory = directory.Parent!;
        return directory.FullName;
    }

    private sealed class AotFactAttribute : FactAttribute
    {
        public AotFactAttribute() => Skip = Prerequisite.Missing("gcc");
    }
}
