using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Dendrite.Diff;
using Dendrite.Protocol;

namespace Dendrite.Client;

/// <summary>
/// A document that keeps itself up to date: it applies updates, checks their positions and hashes, connects again with
/// back-off and resumes where it was.
/// </summary>
/// <remarks>
/// Enumerate <see cref="ReadAllAsync"/>, by one reader; the properties are those after the update that it yielded last. An
/// update that does not follow, cannot be applied or leads to another hash is never shown: the document takes a snapshot
/// instead, which is counted in <see cref="Resyncs"/>.
/// </remarks>
public sealed class LiveDocument
{
    private readonly IDendriteClient _client;
    private readonly ResourceAddress _address;
    private readonly LiveDocumentOptions _options;
    private readonly TimeProvider _clock;
    private readonly Random _random;
    private readonly List<ResourceUpdate> _unfinished = [];
    private int _failures;
    private DendriteException? _lost;

    /// <summary>Makes a live document; nothing happens before it is read.</summary>
    public LiveDocument(IDendriteClient client, ResourceAddress address, LiveDocumentOptions? options = null, TimeProvider? clock = null, Random? random = null)
    {
        _client = client;
        _address = address;
        _options = options ?? new LiveDocumentOptions();
        _clock = clock ?? TimeProvider.System;
        _random = random ?? new Random();
    }

    /// <summary>The document; null before the first snapshot.</summary>
    public Utf8Json? Document { get; private set; }

    /// <summary>The document's position; null before the first snapshot, and when the next must be one.</summary>
    public Position? Position { get; private set; }

    /// <summary>Why the document may be out of date, or with the code <see cref="DendriteErrorCode.Gone"/> that there is none any more; null while polls succeed.</summary>
    public Staleness? Staleness { get; private set; }

    /// <summary>How often a connection was lost.</summary>
    public int Disconnections { get; private set; }

    /// <summary>How often an update could not be applied or led to another hash.</summary>
    public int Resyncs { get; private set; }

    /// <summary>Whether the last attempt to connect has brought an event, and the connection has not been lost since.</summary>
    public bool IsConnected { get; private set; }

    /// <summary>
    /// Yields each update once it has been applied, until cancelled. The connection is part of it: <see cref="ResourceEvent.Disconnected"/>
    /// when it is lost, once however many attempts follow, and <see cref="ResourceEvent.Connected"/> before the first event of the next.
    /// </summary>
    /// <exception cref="InvalidRequestException">The server refuses the address or the format; asking again will not help.</exception>
    public async IAsyncEnumerable<ResourceUpdate> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var isTold = false;
        while (true)
        {
            _unfinished.Clear();
            _lost = null;
            await using var connection = _client.ListenAsync(_address, _options.Format, Position, cancellationToken).GetAsyncEnumerator(cancellationToken);
            while (await NextAsync(connection).ConfigureAwait(false) is { } update)
            {
                IsConnected = true;
                if (isTold) yield return OfConnection(ResourceEvent.Connected, null);
                isTold = false;
                if (!Apply(update))
                {
                    Resyncs++;
                    Position = null;
                    break;
                }
                _failures = 0;
                yield return update;
            }
            if (_lost is { } lost)
            {
                IsConnected = false;
                if (!isTold) yield return OfConnection(ResourceEvent.Disconnected, lost);
                isTold = true;
            }
            var longest = Math.Min(_options.LongestBackoff.TotalMilliseconds, _options.FirstBackoff.TotalMilliseconds * Math.Pow(2, Math.Min(_failures++, 20)));
            await Task.Delay(TimeSpan.FromMilliseconds(longest * (0.5 + 0.5 * _random.NextDouble())), _clock, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The connection's next event; null where the connection is over, and then why.</summary>
    private async Task<ResourceUpdate?> NextAsync(IAsyncEnumerator<ResourceUpdate> connection)
    {
        try
        {
            if (await connection.MoveNextAsync().ConfigureAwait(false)) return connection.Current;
            _lost = new UpstreamException(DendriteErrorCode.ShuttingDown, "The server ended the connection.");
        }
        catch (DendriteException e) when (e.IsTransient)
        {
            _lost = e;
            _options.OnDisconnected?.Invoke(e);
        }
        Disconnections++;
        return null;
    }

    private ResourceUpdate OfConnection(ResourceEvent happened, DendriteException? why)
    {
        var data = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(data))
        {
            json.WriteStartObject();
            if (why is not null)
            {
                json.WriteString("code", why.Code.ToText());
                json.WriteString("reason", why.Message);
            }
            json.WriteEndObject();
        }
        return new ResourceUpdate(Position ?? default, happened, new Utf8Json(data.WrittenMemory), "");
    }

    private bool Apply(ResourceUpdate update)
    {
        switch (update.Event)
        {
            case ResourceEvent.Failure:
                return true;
            case ResourceEvent.Stale or ResourceEvent.Gone:
                Staleness = StalenessJson.Read(update.Data.Memory);
                return true;
            case ResourceEvent.Fresh:
                Staleness = null;
                return true;
            case ResourceEvent.Snapshot:
                if (!Matches(update.Data.Memory, update.Hash)) return false;
                Document = update.Data;
                Position = update.Position;
                // A start says after its snapshot whether it is stale.
                Staleness = null;
                return true;
        }
        if (Position is not { } at || Document is not { } document) return false;
        // All but the last of the list events of one update have the position before it.
        _unfinished.Add(update);
        if (update.IsListItem && update.Position == at) return true;
        if (!update.Position.Follows(at)) return false;
        try
        {
            var next = JsonPatcher.Apply(FormOf(update), document.Memory, ChangeOf(update));
            _unfinished.Clear();
            if (!Matches(next, update.Hash)) return false;
            Document = new Utf8Json(next);
            Position = update.Position;
            return true;
        }
        catch (PatchException)
        {
            return false;
        }
    }

    private bool Matches(ReadOnlyMemory<byte> document, string hash) =>
        !_options.VerifyHash || hash.Length == 0 || JsonIndex.Parse(document).Hash.ToString() == hash;

    private static DiffFormat FormOf(ResourceUpdate update) => update.Event switch
    {
        ResourceEvent.Patch => DiffFormat.Patch,
        ResourceEvent.Merge => DiffFormat.Merge,
        ResourceEvent.Refresh => DiffFormat.Snapshot,
        _ => DiffFormat.List,
    };

    /// <summary>The bytes to apply: those of the update, or for a list all events of this update as one array.</summary>
    private ReadOnlyMemory<byte> ChangeOf(ResourceUpdate update)
    {
        if (!update.IsListItem) return update.Data.Memory;
        var events = new StringBuilder("[");
        foreach (var item in _unfinished)
        {
            if (events.Length > 1) events.Append(',');
            // {"index":…} becomes {"event":"…","index":…}
            events.Append("{\"event\":\"").Append(item.Event.ToString().ToLowerInvariant()).Append("\",").Append(item.Data.ToString().AsSpan(1));
        }
        return Encoding.UTF8.GetBytes(events.Append(']').ToString());
    }
}
