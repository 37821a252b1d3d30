using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Dendrite.Hosting;

/// <summary>
/// One line a message: time, level, category and event, text, and which connection it belongs to. Orleans tells one fault of a store or of a neighbour in many places, each with a
/// trace, many times a second: of its exceptions the texts are written, and of one event <see cref="LinesOfAnEvent"/> in <see cref="Period"/>;
/// how many were left out is said with the next. What is exported by OpenTelemetry is complete.
/// </summary>
internal sealed class OneLineFormatter(TimeProvider clock) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "dendrite";

    /// <summary>How many lines of one event of Orleans are written in a period.</summary>
    public const int LinesOfAnEvent = 5;

    /// <summary>How long they are counted.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    /// <summary>How many events are counted at a time; those beyond are written.</summary>
    private const int EventsCounted = 256;

    private const string StartOfATrace = "   at ";

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Category, int Event), Course> _courses = [];

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var isForeign = logEntry.Category.StartsWith("Orleans.", StringComparison.Ordinal);
        var leftOut = 0;
        // When silos come and go they hand queues of streams to each other, and who reads one is stopped.
        if (logEntry.Exception is OperationCanceledException && (logEntry.Category.StartsWith("Orleans.Streams.", StringComparison.Ordinal) || logEntry.Category.StartsWith("Orleans.Providers.", StringComparison.Ordinal))) return;
        if (isForeign && logEntry.LogLevel < LogLevel.Critical && !IsWritten((logEntry.Category, logEntry.EventId.Id), out leftOut)) return;
        var exception = logEntry.Exception is null ? "" : " " + (isForeign ? TextsOf(logEntry.Exception) : logEntry.Exception.ToString());
        var left = leftOut > 0 ? string.Create(CultureInfo.InvariantCulture, $" ({leftOut} more like it were left out before)") : "";
        var scope = new List<string>(3);
        scopeProvider?.ForEachScope(static (scope, found) => AddTo(found, scope), scope);
        var connection = scope.Count > 0 ? $" ({string.Join(", ", scope)})" : "";
        var message = logEntry.Formatter(logEntry.State, logEntry.Exception);
        // Some of Orleans's texts hold a trace themselves.
        if (isForeign && message.IndexOf(StartOfATrace, StringComparison.Ordinal) is >= 0 and var trace) message = message[..trace].TrimEnd();
        var text = message + exception + left + connection;
        textWriter.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{clock.GetLocalNow():HH:mm:ss.fff} {NameOf(logEntry.LogLevel)}: {logEntry.Category}[{logEntry.EventId.Id}] {text.ReplaceLineEndings(" ")}"));
    }

    /// <summary>What the edge says of a connection; the scopes of others hold much, and paths with secrets.</summary>
    private static void AddTo(List<string> found, object? scope)
    {
        if (scope is not IReadOnlyList<KeyValuePair<string, object>> values || !values.Any(static value => value.Key == "Peer")) return;
        foreach (var (name, value) in values)
        {
            if (name is "Peer") found.Add($"peer {value}");
            else if (name is "ConnectionId") found.Add($"connection {value}");
            else if (name is "TraceId") found.Add($"trace {value}");
        }
    }

    private bool IsWritten((string, int) kind, out int leftOut)
    {
        leftOut = 0;
        var now = clock.GetTimestamp();
        lock (_lock)
        {
            if (!_courses.TryGetValue(kind, out var course))
            {
                if (_courses.Count >= EventsCounted) return true;
                _courses.Add(kind, course = new Course { Since = now });
            }
            if (clock.GetElapsedTime(course.Since, now) >= Period) (leftOut, course.Since, course.Count) = (Math.Max(0, course.Count - LinesOfAnEvent), now, 0);
            return ++course.Count <= LinesOfAnEvent;
        }
    }

    private static string TextsOf(Exception exception)
    {
        var texts = new List<string>();
        for (var e = exception; e is not null && texts.Count < 5; e = e.InnerException)
            if (!texts.Contains(e.Message)) texts.Add(e.Message);
        return string.Join(" ", texts);
    }

    private static string NameOf(LogLevel level) => level switch
    {
        LogLevel.Trace => "trce",
        LogLevel.Debug => "dbug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "fail",
        _ => "crit",
    };

    private sealed class Course
    {
        public long Since { get; set; }

        public int Count { get; set; }
    }
}
