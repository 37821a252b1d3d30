using Dendrite.Protocol;

namespace Dendrite.Resources;

/// <summary>
/// Keeps what a resource's polls were, in chunks: the open one in memory, the others with its host, who takes each over when it is full. The host
/// keeps the document before a chunk's first update beside it. One caller at a time.
/// </summary>
/// <param name="polls">How many polls are kept at least, where their updates are not large; a multiple of <see cref="ChunkPolls"/> is kept.</param>
public sealed class FlightRecorder(int polls)
{
    /// <summary>How many polls a chunk has at most.</summary>
    public const int ChunkPolls = 32;

    /// <summary>A chunk whose updates have as many bytes is full.</summary>
    public const int ChunkBytes = 64 * 1024;

    private List<PollRecord> _polls = [];
    private List<FlightStep> _steps = [];
    private Position _base;
    private int _bytes;

    /// <summary>How many chunks the host keeps; a new one takes the place of the oldest: the place <c>Number % Slots</c>.</summary>
    public int Slots { get; } = (polls + ChunkPolls - 1) / ChunkPolls + 1;

    /// <summary>The number of the open chunk.</summary>
    public long Number { get; set; }

    /// <summary>Whether the open chunk is to be handed over.</summary>
    public bool IsFull => _polls.Count >= ChunkPolls || _bytes >= ChunkBytes;

    /// <summary>Whether nothing was kept since the last chunk was closed.</summary>
    public bool IsEmpty => _polls.Count == 0;

    /// <summary>Whether the open chunk has no update yet, so that its base is still to come.</summary>
    public bool HasNoBase => _steps.Count == 0;

    /// <summary>Whether an update from a position goes on from the last one; one that does not needs a chunk of its own.</summary>
    public bool Follows(Position from) => _steps.Count > 0 && _steps[^1].Position == from;

    /// <summary>The open chunk as it is.</summary>
    public FlightChunk Open => new(Number, _base, [.. _polls], [.. _steps]);

    /// <summary>Keeps a poll.</summary>
    public void Add(PollRecord poll) => _polls.Add(poll);

    /// <summary>Keeps an update. The first begins at <paramref name="from"/>, whose document the host keeps; the others follow the one before.</summary>
    public void Add(FlightStep step, Position from)
    {
        ArgumentNullException.ThrowIfNull(step);
        if (_steps.Count == 0) _base = from;
        _steps.Add(step);
        _bytes += step.Data.Length;
    }

    /// <summary>Hands the open chunk over and opens the next.</summary>
    public FlightChunk Close()
    {
        var chunk = new FlightChunk(Number, _base, _polls, _steps);
        Number++;
        (_polls, _steps, _base, _bytes) = ([], [], default, 0);
        return chunk;
    }
}
