using Dendrite.Hosting;
using Dendrite.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Dendrite.Monitor;

public sealed class OneLineFormatterTests
{
    private readonly ManualTimeProvider _clock = new();
    private readonly OneLineFormatter _formatter;

    public OneLineFormatterTests() => _formatter = new OneLineFormatter(_clock);

    /// <summary>A start on a full disk once told each refused write in three places, with traces, for hundreds of lines a second.</summary>
    [Fact]
    public void Event_OfOrleansAgainAndAgain_IsWrittenAFewTimesAndThenCounted()
    {
        for (var line = 0; line < 40; line++)
            Assert.Equal(line < OneLineFormatter.LinesOfAnEvent, Write("Orleans.Streams.PubSub", 7, "refused", new InvalidOperationException("full")).Length > 0);
        Assert.NotEmpty(Write("Orleans.Streams.PubSub", 8, "another event", null));
        _clock.Advance(OneLineFormatter.Period);
        Assert.EndsWith("refused full (35 more like it were left out before)" + Environment.NewLine, Write("Orleans.Streams.PubSub", 7, "refused", new InvalidOperationException("full")), StringComparison.Ordinal);
        Assert.DoesNotContain("left out", Write("Orleans.Streams.PubSub", 7, "refused", null), StringComparison.Ordinal);
    }

    /// <summary>Each silo that joined a cluster made the others print that the reading of their queues had failed.</summary>
    [Fact]
    public void QueueOfAStream_HandedToAnotherSilo_IsNoFault()
    {
        Assert.Empty(Write("Orleans.Streams.dendrite", 103312, "reading failed", new OperationCanceledException()));
        Assert.Empty(Write("Orleans.Providers.MemoryAdapterReceiver", 200402, "reading failed", new TaskCanceledException()));
        Assert.NotEmpty(Write("Orleans.Streams.dendrite", 103312, "reading failed", new TimeoutException()));
        Assert.NotEmpty(Write("Orleans.Runtime.Silo", 1, "stopped", new OperationCanceledException()));
    }

    [Fact]
    public void Event_OfOursOrCritical_IsAlwaysWritten()
    {
        for (var line = 0; line < 40; line++)
        {
            Assert.NotEmpty(Write("Dendrite.Grains.Resources.ResourceGrain", 1003, "stale", null));
            Assert.NotEmpty(Write("Orleans.Runtime.Silo", 1, "broken", null, level: LogLevel.Critical));
        }
    }

    /// <summary>More kinds than are counted are written, not dropped: the table is bounded and nothing is hidden by that.</summary>
    [Fact]
    public void Event_BeyondTheKindsThatAreCounted_IsWritten()
    {
        for (var kind = 0; kind < 300; kind++) Write("Orleans.X", kind, "once", null);
        for (var line = 0; line < 20; line++) Assert.NotEmpty(Write("Orleans.X", 299, "again", null));
    }

    [Fact]
    public void Exception_OfOrleans_IsItsTextsWithoutATrace_AndOursHasOne()
    {
        var thrown = Thrown();
        Assert.EndsWith("failed The call failed. No space left." + Environment.NewLine, Write("Orleans.Storage", 1, "failed", thrown), StringComparison.Ordinal);
        Assert.EndsWith("canceled. Exc level 0: full" + Environment.NewLine, Write("Orleans.Grain", 1, "canceled. Exc level 0: full\n   at Orleans.Grain.Start()\n   at Main()", null), StringComparison.Ordinal);
        var ours = Write("Dendrite.Edge.Http", 2001, "failed", thrown);
        Assert.Contains("   at ", ours, StringComparison.Ordinal);
        Assert.Single(ours.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void Line_WithinAConnection_SaysWhichOne_AndTakesNothingElseFromScopes()
    {
        var scopes = new LoggerExternalScopeProvider();
        using var foreign = scopes.Push(new[] { KeyValuePair.Create<string, object>("RequestPath", "/secret") });
        using var ours = scopes.Push(new[] { KeyValuePair.Create<string, object>("Peer", "http://10.0.0.1:5"), KeyValuePair.Create<string, object>("TraceId", "4bf9") });
        Assert.EndsWith("warn: Dendrite.Edge[3] 100% text (peer http://10.0.0.1:5, trace 4bf9)" + Environment.NewLine, Write("Dendrite.Edge", 3, "100% text", null, scopes), StringComparison.Ordinal);
    }

    private static InvalidOperationException Thrown()
    {
        try
        {
            throw new InvalidOperationException("The call failed.", new IOException("No space left."));
        }
        catch (InvalidOperationException e)
        {
            return e;
        }
    }

    private string Write(string category, int number, string text, Exception? exception, IExternalScopeProvider? scopes = null, LogLevel level = LogLevel.Warning)
    {
        using var written = new StringWriter();
        _formatter.Write(new LogEntry<string>(level, category, new EventId(number), text, exception, static (state, _) => state), scopes, written);
        return written.ToString();
    }
}
