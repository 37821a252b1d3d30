using Dendrite.Protocol;
using Microsoft.Extensions.Logging;

namespace Dendrite.Hosting;

/// <summary>
/// Ends a server whose silo can't go on: the others have declared it dead, mostly after a pause of the process or the machine, or something in
/// Orleans has broken. At once, for what it still did would be the work of two; a supervisor starts it anew. Orleans's own way leaves a trace and a core.
/// </summary>
internal sealed partial class DeadSilo(ILogger<DeadSilo> logger) : IFatalErrorHandler
{
    /// <summary>The other side failed.</summary>
    private const int ExitCode = 3;

    private int _isEnding;

    public bool IsUnexpected(Exception exception) => true;

    public void OnFatalException(object? sender, string? context, Exception? exception)
    {
        if (Interlocked.Exchange(ref _isEnding, 1) != 0) return;
        if (exception is not null) LogBroken(logger, exception, context);
        // The console's logger writes in the background, and this process has no time to wait for it.
        Console.Error.WriteLine($"dendrite: this silo ends, the others go on without it: {FirstSentence(exception?.Message ?? context ?? "it has broken")}");
        new Thread(static () => Environment.Exit(ExitCode)).Start();
    }

    /// <summary>Behind it Orleans puts the whole table of members.</summary>
    internal static string FirstSentence(string text)
    {
        var line = PlainText.Line(text, 200);
        var end = line.AsSpan().IndexOf('!');
        return (end < 0 ? line : line[..end]).Split(". ")[0].TrimEnd('.') + ".";
    }

    [LoggerMessage(EventIds.SiloBroken, LogLevel.Critical, "The silo has broken in {Context}.")]
    private static partial void LogBroken(ILogger logger, Exception exception, string? context);
}
