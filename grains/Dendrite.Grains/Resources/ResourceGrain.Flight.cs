using Dendrite.Contracts.Resources;
using Dendrite.Diff;
using Dendrite.Protocol;
using Dendrite.Resources;

namespace Dendrite.Grains.Resources;

/// <summary>The flight recorder: what the polls were, and each document between them, in chunks beside the state.</summary>
internal sealed partial class ResourceGrain
{
    private FlightRecorder? _flight;
    private PollRecord? _lastPoll;
    private bool _isNumbered;
    private bool _isFlightLost;

    public Task<ResourceSnapshot> ReadAtAsync(ResourceKey key, Position? position, DateTimeOffset? time, CancellationToken cancellationToken)
    {
        var core = Attach(key);
        return StoreFaults.TellAsync(() => FindAsync(core, position, time));
    }

    public Task<IReadOnlyList<PollRecord>> ReadPollsAsync(ResourceKey key, int most, CancellationToken cancellationToken)
    {
        Attach(key);
        return StoreFaults.TellAsync(() => ListAsync(most));
    }

    private async Task<ResourceSnapshot> FindAsync(ResourceCore core, Position? position, DateTimeOffset? time)
    {
        await foreach (var chunk in ChunksAsync())
        {
            var wanted = position ?? (time is { } then ? chunk.PositionAt(then) : null);
            if (wanted is not { Sequence: > 0 } at) continue;
            if (at == core.Position && core.Snapshot is { } present) return present with { Staleness = null };
            // A chunk without updates tells where it was, another has the document.
            position ??= at;
            if (!chunk.Reaches(at) || await _flights.ReadBaseAsync(this, chunk.Number % Flight.Slots) is not { } start || start.Position != chunk.Base) continue;
            return SnapshotOf(chunk, at, start.Document);
        }
        throw new InvalidRequestException(DendriteErrorCode.NotRecorded, $"The document of {position?.ToString() ?? $"{time:O}"} is not on record, which has the last {Flight.Slots * FlightRecorder.ChunkPolls} polls at most.");
    }

    private ResourceSnapshot SnapshotOf(FlightChunk chunk, Position position, byte[] start)
    {
        try
        {
            var index = JsonIndex.Parse(chunk.DocumentAt(position, start));
            return new ResourceSnapshot(position, new Utf8Json(index.Utf8), index.Hash.ToString(), null);
        }
        catch (Exception e) when (e is PatchException or JsonFormatException)
        {
            Log.FlightLost(_logger, Name, e.Message);
            throw new StorageException("The record of the resource's polls is damaged; see the server's log.");
        }
    }

    private async Task<IReadOnlyList<PollRecord>> ListAsync(int most)
    {
        var polls = new List<PollRecord>();
        await foreach (var chunk in ChunksAsync())
        {
            polls.InsertRange(0, chunk.Polls);
            if (polls.Count >= most) break;
        }
        return polls.Count > most ? polls[^most..] : polls;
    }

    private FlightRecorder Flight => _flight ??= new FlightRecorder(FlightStorage.Polls);

    /// <summary>Keeps a poll and the update that it brought. A store that refuses costs the record, never the poll.</summary>
    private async Task RecordAsync(PollRecord poll, FlightStep? step, Position from, Utf8Json? document)
    {
        _lastPoll = poll;
        // What was only fetched is never stored.
        if (!IsWanted && !_state.RecordExists) return;
        try
        {
            var flight = Flight;
            if (step is not null && document is not null)
            {
                // What is on no disk leaves a gap.
                if (!flight.HasNoBase && !flight.Follows(from)) await CloseChunkAsync();
                if (flight.HasNoBase)
                {
                    await NumberAsync();
                    await _flights.WriteBaseAsync(this, flight.Number % flight.Slots, from, document);
                }
                flight.Add(step, from);
            }
            flight.Add(poll);
            if (flight.IsFull) await CloseChunkAsync();
            _isFlightLost = false;
        }
        catch (Exception e)
        {
            FlightLost(e);
        }
    }

    /// <summary>The resource leaves: what is in memory goes to the store.</summary>
    private async Task LandAsync()
    {
        if (_flight is not { IsEmpty: false } || _isEvicted || !_state.RecordExists) return;
        if (_isMoving)
        {
            // Listeners wait for the move, and not for this.
            CloseChunkAsync().Ignore();
            return;
        }
        try
        {
            await CloseChunkAsync().WaitAsync(LongestWrite, TimeProvider.System);
        }
        catch (Exception e)
        {
            FlightLost(e);
        }
    }

    private async Task CloseChunkAsync()
    {
        await NumberAsync();
        await _flights.WriteAsync(this, Flight.Number % Flight.Slots, Flight.Close());
    }

    /// <summary>Goes on counting where the last activation left off.</summary>
    private async Task NumberAsync()
    {
        if (_isNumbered) return;
        Flight.Number = await _flights.NextNumberAsync(this, _state.State.FlightNumber, Flight.Slots);
        _isNumbered = true;
    }

    /// <summary>The chunks, the open one first, then from the last to the first.</summary>
    private async IAsyncEnumerable<FlightChunk> ChunksAsync()
    {
        await NumberAsync();
        var open = Flight.Open;
        if (open.Polls.Count > 0) yield return open;
        for (var number = open.Number - 1; number >= 0 && number > open.Number - Flight.Slots; number--)
            if (await _flights.ReadAsync(this, number % Flight.Slots) is { } chunk && chunk.Number == number) yield return chunk;
    }

    private async Task ForgetFlightAsync()
    {
        _flight = null;
        _isNumbered = false;
        await _flights.ClearAsync(this, Flight.Slots);
    }

    private void FlightLost(Exception e)
    {
        ResourceMetrics.FlightsLost.Add(1, BackendTag);
        if (!_isFlightLost) Log.FlightLost(_logger, Name, e.Message);
        _isFlightLost = true;
        // What follows has another base.
        _flight = new FlightRecorder(FlightStorage.Polls) { Number = Flight.Number };
    }
}
