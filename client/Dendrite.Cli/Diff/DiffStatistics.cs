using System.Globalization;
using Dendrite.Diff;

namespace Dendrite.Cli.Diff;

/// <summary>What the differences of one run of the command cost.</summary>
internal sealed class DiffStatistics
{
    private readonly TimeProvider _clock = TimeProvider.System;
    private readonly Dictionary<DiffFormat, int> _formats = [];
    private long _started;
    private TimeSpan _time;
    private long _allocatedBefore;
    private long _allocated;
    private long _oldBytes;
    private long _newBytes;
    private long _changeBytes;
    private int _pairs;
    private int _equal;

    public void Start()
    {
        _allocatedBefore = GC.GetAllocatedBytesForCurrentThread();
        _started = _clock.GetTimestamp();
    }

    public void Stop(JsonIndex old, JsonIndex next, DiffResult result)
    {
        _time += _clock.GetElapsedTime(_started);
        _allocated += GC.GetAllocatedBytesForCurrentThread() - _allocatedBefore;
        _oldBytes += old.Utf8.Length;
        _newBytes += next.Utf8.Length;
        _changeBytes += result.Utf8.Length;
        _pairs++;
        if (result.IsEmpty) _equal++;
        _formats[result.Format] = _formats.GetValueOrDefault(result.Format) + 1;
    }

    public void WriteTo(TextWriter target)
    {
        var share = _newBytes == 0 ? 0 : 100.0 * _changeBytes / _newBytes;
        var forms = "{" + string.Join(',', _formats.OrderBy(f => f.Key).Select(f => $"\"{f.Key.ToString().ToLowerInvariant()}\":{f.Value}")) + "}";
        target.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $$$"""{"pairs":{{{_pairs}}},"equal":{{{_equal}}},"oldBytes":{{{_oldBytes}}},"newBytes":{{{_newBytes}}},"changeBytes":{{{_changeBytes}}},"percent":{{{share:0.##}}},"milliseconds":{{{_time.TotalMilliseconds:0.###}}},"allocatedBytes":{{{_allocated}}},"formats":{{{forms}}}}"""));
    }
}
