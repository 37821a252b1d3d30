using System.Globalization;

namespace Dendrite.Cli.Diff;

/// <summary>What the changes applied in one run of the command cost.</summary>
internal sealed class PatchStatistics
{
    private readonly TimeProvider _clock = TimeProvider.System;
    private long _started;
    private TimeSpan _time;
    private long _documentBytes;
    private long _changeBytes;
    private long _resultBytes;
    private int _applied;

    public void Start() => _started = _clock.GetTimestamp();

    public void Stop(int documentBytes, int changeBytes, int resultBytes)
    {
        _time += _clock.GetElapsedTime(_started);
        _documentBytes += documentBytes;
        _changeBytes += changeBytes;
        _resultBytes += resultBytes;
        _applied++;
    }

    public void WriteTo(TextWriter target) => target.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $$"""{"applied":{{_applied}},"documentBytes":{{_documentBytes}},"changeBytes":{{_changeBytes}},"resultBytes":{{_resultBytes}},"milliseconds":{{_time.TotalMilliseconds:0.###}}}"""));
}
