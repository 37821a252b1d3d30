namespace Dendrite.Resources;

/// <summary>
/// What would have been spared of an access log's GETs had one poll asked for all. Each address is asked for once in an interval in which anybody asked for
/// it at all; the rest is spared. Memory is bounded: addresses beyond <see cref="MostAddresses"/> are counted together, and nothing is forecast for them.
/// </summary>
/// <param name="interval">How often a resource would be polled; above zero.</param>
internal sealed class AccessLogForecast(TimeSpan interval)
{
    /// <summary>So many addresses, path and query, are told apart.</summary>
    public const int MostAddresses = 20_000;

    /// <summary>An address of more characters is none of them.</summary>
    public const int LongestAddress = 1_024;

    /// <summary>So many characters of a line are read; a longer one is no request.</summary>
    public const int LongestLine = 16_384;

    private readonly Dictionary<string, Address> _addresses = new(StringComparer.Ordinal);

    /// <summary>How often a resource would be polled.</summary>
    public TimeSpan Interval => interval;

    /// <summary>Lines in all.</summary>
    public long Lines { get; private set; }

    /// <summary>Lines that are no request in the common or combined form.</summary>
    public long Unread { get; private set; }

    /// <summary>Requests by other methods, and GETs with another status than 200 or 304: nothing is spared of them.</summary>
    public long Others { get; private set; }

    /// <summary>GETs that were answered with a document, or that it is as it was.</summary>
    public long Gets { get; private set; }

    /// <summary>Those of them that were answered 304.</summary>
    public long NotModified { get; private set; }

    /// <summary>GETs of addresses beyond the most that are told apart, or longer than they may be; nothing is forecast for them.</summary>
    public long Beyond { get; private set; }

    /// <summary>GETs that would have been spared.</summary>
    public long Spared => _addresses.Values.Sum(address => address.Gets - address.Polls);

    /// <summary>The bytes of the GETs that are told apart.</summary>
    public long Bytes => _addresses.Values.Sum(address => address.Bytes);

    /// <summary>The time of the first request; null where there is none.</summary>
    public DateTimeOffset? First { get; private set; }

    /// <summary>The time of the last request; null where there is none.</summary>
    public DateTimeOffset? Last { get; private set; }

    /// <summary>Takes every line of a log, of whatever length.</summary>
    public async Task ReadAsync(TextReader log, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(log);
        var buffer = new char[LongestLine + 1];
        var (length, isOver) = (0, false);
        while (await log.ReadAsync(buffer.AsMemory(length), cancellationToken) is var read and > 0)
        {
            length += read;
            var from = 0;
            while (buffer.AsSpan(from, length - from).IndexOf('\n') is var end and >= 0)
            {
                // The rest of a line that was too long is not one of its own.
                if (!isOver) Add(buffer.AsSpan(from, end).TrimEnd('\r'));
                isOver = false;
                from += end + 1;
            }
            buffer.AsSpan(from, length - from).CopyTo(buffer);
            length -= from;
            if (length < buffer.Length) continue;
            if (!isOver) Add(buffer);
            (length, isOver) = (0, true);
        }
        if (length > 0 && !isOver) Add(buffer.AsSpan(0, length).TrimEnd('\r'));
    }

    /// <summary>Takes one line.</summary>
    public void Add(ReadOnlySpan<char> line)
    {
        Lines++;
        if (line.Length > LongestLine || AccessLogLine.Read(line) is not { } request)
        {
            Unread++;
            return;
        }
        if (!(First <= request.At)) First = request.At;
        if (!(Last >= request.At)) Last = request.At;
        if (request is not { Method: "GET", Status: 200 or 304 })
        {
            Others++;
            return;
        }
        Gets++;
        if (request.Status == 304) NotModified++;
        if (!_addresses.TryGetValue(request.Target, out var address))
        {
            if (_addresses.Count >= MostAddresses || request.Target.Length > LongestAddress)
            {
                Beyond++;
                return;
            }
            _addresses.Add(request.Target, address = new Address());
        }
        address.Gets++;
        address.Bytes += request.Bytes;
        if (request.Status == 304) address.NotModified++;
        // Servers write a request when it ends, so lines of one interval may come after one of the next.
        var slot = request.At.UtcTicks / interval.Ticks;
        if (slot <= address.Slot) return;
        (address.Slot, address.Polls) = (slot, address.Polls + 1);
    }

    /// <summary>The paths of which the most would be spared, without their queries: there may be credentials in them.</summary>
    /// <param name="most">How many.</param>
    public IReadOnlyList<PathForecast> Paths(int most) =>
        [.. _addresses.GroupBy(entry => entry.Key.Split('?')[0], StringComparer.Ordinal)
            .Select(path => new PathForecast(path.Key, path.Count(), path.Sum(a => a.Value.Gets), path.Sum(a => a.Value.Gets - a.Value.Polls), path.Sum(a => a.Value.NotModified), path.Sum(a => a.Value.Bytes)))
            .OrderByDescending(path => path.Spared).ThenByDescending(path => path.Gets).ThenBy(path => path.Path, StringComparer.Ordinal).Take(most)];

    private sealed class Address
    {
        public long Gets { get; set; }

        public long Polls { get; set; }

        public long NotModified { get; set; }

        public long Bytes { get; set; }

        public long Slot { get; set; } = -1;
    }
}

/// <summary>What would be spared of one path.</summary>
/// <param name="Path">The path.</param>
/// <param name="Addresses">How many queries it was asked for with.</param>
/// <param name="Gets">How many GETs there were.</param>
/// <param name="Spared">How many of them would be spared.</param>
/// <param name="NotModified">How many were answered 304.</param>
/// <param name="Bytes">The bytes of the answers.</param>
internal sealed record PathForecast(string Path, int Addresses, long Gets, long Spared, long NotModified, long Bytes);
