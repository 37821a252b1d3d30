using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Threading.Channels;

namespace Dendrite.IntegrationTests.Testing;

/// <summary>A process of its own, its output line by line; it is killed with the test.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    public const int HangUp = 1;
    public const int Interrupt = 2;
    public const int Terminate = 15;
    public const int Stop = 19;
    public const int Continue = 18;

    private readonly Process _process;
    private readonly Channel<string> _output = Channel.CreateUnbounded<string>();
    private readonly Channel<string> _errors = Channel.CreateUnbounded<string>();
    private readonly ConcurrentQueue<string> _all = new();
    private bool _isDisposed;

    private ChildProcess(Process process) => _process = process;

    public int Id => _process.Id;

    /// <summary>Everything that it has printed so far, for messages.</summary>
    public string Printed => string.Join(Environment.NewLine, _all.TakeLast(30));

    /// <summary>The built command of this repository, in the configuration that the tests run in.</summary>
    public static string Dendrite { get; } = FindDendrite();

    /// <summary>Starts the dendrite command.</summary>
    public static ChildProcess Run(params string[] arguments) => Start(Dendrite, arguments);

    public static ChildProcess Start(string file, IEnumerable<string> arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetTempPath() };
        // What a test run is told is not a setting of the server.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("DENDRITE_", StringComparison.Ordinal)).ToArray()) start.Environment.Remove(name);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        var child = new ChildProcess(new Process { StartInfo = start });
        child._process.OutputDataReceived += (_, e) => child.Take(child._output, e.Data);
        child._process.ErrorDataReceived += (_, e) => child.Take(child._errors, e.Data);
        child._process.Start();
        child._process.BeginOutputReadLine();
        child._process.BeginErrorReadLine();
        return child;
    }

    /// <summary>The next line of standard output.</summary>
    public Task<string> LineAsync(string phase) => TakeAsync(_output.Reader, phase, "a line of output");

    /// <summary>The next line of standard error that has a text in it.</summary>
    public async Task<string> ErrorLineAsync(string phase, string text)
    {
        while (true)
        {
            var line = await TakeAsync(_errors.Reader, phase, $"a line of errors with '{text}'");
            if (line.Contains(text, StringComparison.Ordinal)) return line;
        }
    }

    /// <summary>Waits for the end; all output that has not been read is in the result.</summary>
    public async Task<(int Code, IReadOnlyList<string> Output, IReadOnlyList<string> Errors)> ExitAsync(string phase, TimeSpan? limit = null)
    {
        await Wait.ForAsync(phase, _process.StartInfo.FileName, "the end of the process", _process.WaitForExitAsync(), () => $"it runs on; it printed: {Printed}", limit);
        return (_process.ExitCode, await RestAsync(_output.Reader), await RestAsync(_errors.Reader));
    }

    /// <summary>Sends a signal to the process itself.</summary>
    public void Signal(int signal) => Assert.Equal(0, Kill(_process.Id, signal));

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, true)) return;
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }
        _process.Dispose();
    }

    private async Task<string> TakeAsync(ChannelReader<string> lines, string phase, string expected)
    {
        try
        {
            return await Wait.ForAsync(phase, _process.StartInfo.FileName, expected, lines.ReadAsync().AsTask(), () => $"it printed: {Printed}");
        }
        catch (ChannelClosedException)
        {
            throw new InvalidOperationException($"{phase}: expected {expected}, but the output has ended. It printed: {Printed}");
        }
    }

    private void Take(Channel<string> lines, string? line)
    {
        if (line is null) lines.Writer.TryComplete();
        else
        {
            _all.Enqueue(line);
            lines.Writer.TryWrite(line);
        }
    }

    private static async Task<IReadOnlyList<string>> RestAsync(ChannelReader<string> lines)
    {
        var rest = new List<string>();
        await foreach (var line in lines.ReadAllAsync()) rest.Add(line);
        return rest;
    }

    private static string FindDendrite()
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var configuration = output.Parent!.Name;
        var directory = output;
        while (!File.Exists(Path.Combine(directory.FullName, "Dendrite.sln")))
            directory = directory.Parent ?? throw new InvalidOperationException($"No Dendrite.sln above {AppContext.BaseDirectory}.");
        return Path.Combine(directory.FullName, "client/Dendrite.Cli/bin", configuration, output.Name, "dendrite");
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}
