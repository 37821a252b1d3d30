using Dendrite.Diff;
using Dendrite.Protocol;

namespace Dendrite.Resources;

/// <summary>Polls of a resource in a row, and the updates among them.</summary>
/// <param name="Number">Counts the chunks of the resource; the next has the next number.</param>
/// <param name="Base">The position before the first of <paramref name="Steps"/>.</param>
/// <param name="Polls">The polls, oldest first.</param>
/// <param name="Steps">The updates, oldest first.</param>
public sealed record FlightChunk(long Number, Position Base, IReadOnlyList<PollRecord> Polls, IReadOnlyList<FlightStep> Steps)
{
    /// <summary>Whether the document of a position can be made from this chunk and the document at its base.</summary>
    public bool Reaches(Position position) => Steps.Count > 0 && (position == Base || Steps.Any(step => step.Position == position));

    /// <summary>Where the resource was at a time: after the last poll up to then; null where all polls came later.</summary>
    public Position? PositionAt(DateTimeOffset time) => Polls.LastOrDefault(poll => poll.At <= time)?.Position;

    /// <summary>The document of a position that the chunk <see cref="Reaches"/>, equal to what the backend gave, not always in its bytes.</summary>
    /// <param name="position">The position.</param>
    /// <param name="document">The document at <see cref="Base"/>.</param>
    /// <exception cref="PatchException">The document is not that of the base.</exception>
    public ReadOnlyMemory<byte> DocumentAt(Position position, ReadOnlyMemory<byte> document)
    {
        if (position == Base) return document;
        // What comes before the last whole document is not needed.
        var last = Steps.TakeWhile(step => step.Position.Sequence <= position.Sequence).Count();
        var first = last - 1;
        while (first > 0 && Steps[first].Form != ResourceFormat.Snapshot) first--;
        for (var i = first; i < last; i++)
            document = Steps[i].Form == ResourceFormat.Snapshot ? Steps[i].Data.Memory : JsonPatcher.Apply(Steps[i].Form.ToDiff(), document, Steps[i].Data.Memory);
        return document;
    }
}
