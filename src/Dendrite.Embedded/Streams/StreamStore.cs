using Microsoft.Data.Sqlite;
using Orleans.Configuration;
using Orleans.Storage;

namespace Orleans.Runtime;

/// <summary>
/// The events and the subscriptions of one stream provider in a SQLite file. Old events are deleted: after
/// <see cref="AdoNetStreamOptions.ExpiryTimeout"/> those that every subscription of their stream has passed, after
/// <see cref="AdoNetStreamOptions.DeadLetterEvictionTimeout"/> all.
/// </summary>
internal sealed class StreamStore(SqliteDatabase database, string provider, TimeProvider clock, AdoNetStreamOptions options, StateSerializer serializer)
{
    /// <summary>How many publications may wait for the disk; one more is refused.</summary>
    internal const int MaxPending = 16_384;

    private const string BehindTheEvent = "select 1 from stream_subscription s where s.provider = e.provider and s.stream = e.stream and s.position < e.sequence";

    private long _nextEviction;
    private int _pending;

    public SqliteDatabase Database => database;

    /// <summary>The name by which the store knows the stream or an equal one.</summary>
    public string? NameOf(StreamId stream) => database.Read(connection =>
    {
        var names = StreamName.AllOf(stream).Select((name, i) => ($"$n{i}", (object?)name)).ToArray();
        var known = $"provider = $provider and stream in ({string.Join(',', names.Select(n => n.Item1))})";
        using var command = SqliteDatabase.Command(
            connection,
            $"select stream from stream_event where {known} union select stream from stream_purged where {known} union select stream from stream_subscription where {known} limit 1",
            [("$provider", provider), .. names]);
        return command.ExecuteScalar() as string;
    });

    /// <summary>Done when the events are on disk.</summary>
    /// <exception cref="OrleansException"><see cref="MaxPending"/> publications wait already: the producers don't await theirs.</exception>
    public async Task AppendAsync<T>(DurableTopic topic, IReadOnlyList<T> items)
    {
        var (data, type) = StoredBatch.Write(items);
        var now = clock.GetUtcNow().UtcTicks;
        if (Interlocked.Increment(ref _pending) > MaxPending)
        {
            Interlocked.Decrement(ref _pending);
            throw new OrleansException($"{MaxPending:N0} publications of stream provider '{provider}' wait for {database.Path}; the one to {topic.StreamId} was not taken. Await the publications.");
        }
        try
        {
            await database.WriteAsync(connection =>
            {
                SqliteDatabase.Execute(
                    connection,
                    "insert into stream_event (provider, stream, item, type, at) values ($provider, $stream, $item, $type, $at)",
                    [.. Key(topic), ("$item", data), ("$type", type), ("$at", now)]);
                Evict(connection, now);
                return true;
            }).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _pending);
        }
    }

    /// <summary>Where a subscription begins that asks for nothing of the past.</summary>
    public Task<long> LastAsync(DurableTopic topic) => database.WriteAsync(connection =>
    {
        using var command = SqliteDatabase.Command(connection, "select coalesce(max(sequence), 0) from stream_event where provider = $provider and stream = $stream", Key(topic));
        return Math.Max((long)command.ExecuteScalar()!, PurgedOf(connection, topic));
    });

    /// <summary>The events after a position, and the number of the last that was deleted.</summary>
    public (List<StreamItem> Items, long Purged) Read(DurableTopic topic, long after, int limit)
    {
        var read = database.Read(connection =>
        {
            using var command = SqliteDatabase.Command(
                connection,
                "select sequence, item, type from stream_event where provider = $provider and stream = $stream and sequence > $after order by sequence limit $limit",
                [.. Key(topic), ("$after", after), ("$limit", limit)]);
            using var row = command.ExecuteReader();
            var items = new List<StreamItem>();
            while (row.Read()) items.Add(StoredBatch.Read(row.GetFieldValue<byte[]>(1), row.GetString(2), row.GetInt64(0), serializer));
            return (items, PurgedOf(connection, topic));
        });
        StreamMetrics.Read(provider, read.items.Count);
        return read;
    }

    public Task AddAsync(DurableSubscription subscription) => SaveAsync(subscription, static () => { });

    /// <summary>Saves the position that the subscription has when the change runs.</summary>
    public Task SaveAsync(DurableSubscription subscription, Action begun) => database.WriteAsync(connection =>
    {
        begun();
        if (subscription.IsCancelled) return false;
        SqliteDatabase.Execute(
            connection,
            "insert into stream_subscription (provider, id, stream, consumer, position) values ($provider, $id, $stream, $consumer, $position) on conflict (provider, id) do update set position = excluded.position",
            [.. Key((DurableTopic)subscription.Topic), ("$id", subscription.Id.ToString()), ("$consumer", subscription.Consumer.Id.ToString()), ("$position", subscription.Position)]);
        return true;
    });

    public Task RemoveAsync(Guid subscription) => database.WriteAsync(connection =>
    {
        SqliteDatabase.Execute(connection, "delete from stream_subscription where provider = $provider and id = $id", ("$provider", provider), ("$id", subscription.ToString()));
        return true;
    });

    public long? PositionOf(Guid subscription) => database.Read(connection =>
    {
        using var command = SqliteDatabase.Command(connection, "select position from stream_subscription where provider = $provider and id = $id", ("$provider", provider), ("$id", subscription.ToString()));
        return command.ExecuteScalar() as long?;
    });

    public List<(Guid Id, StreamId Stream, GrainId Consumer, long Position)> Subscriptions() => database.Read(connection =>
    {
        using var command = SqliteDatabase.Command(connection, "select id, stream, consumer, position from stream_subscription where provider = $provider", ("$provider", provider));
        using var row = command.ExecuteReader();
        var found = new List<(Guid, StreamId, GrainId, long)>();
        while (row.Read()) found.Add((Guid.Parse(row.GetString(0)), StreamName.Parse(row.GetString(1)), GrainId.Parse(row.GetString(2), null), row.GetInt64(3)));
        return found;
    });

    /// <summary>The streams that have events.</summary>
    public List<StreamId> Streams() => database.Read(connection =>
    {
        using var command = SqliteDatabase.Command(connection, "select distinct stream from stream_event where provider = $provider", ("$provider", provider));
        using var row = command.ExecuteReader();
        var found = new List<StreamId>();
        while (row.Read()) found.Add(StreamName.Parse(row.GetString(0)));
        return found;
    });

    private (string, object?)[] Key(DurableTopic topic) => [("$provider", provider), ("$stream", topic.Name)];

    private long PurgedOf(SqliteConnection connection, DurableTopic topic)
    {
        using var command = SqliteDatabase.Command(connection, "select sequence from stream_purged where provider = $provider and stream = $stream", Key(topic));
        return command.ExecuteScalar() as long? ?? 0;
    }

    /// <summary>In the transaction of a publication, once in an interval.</summary>
    private void Evict(SqliteConnection connection, long now)
    {
        if (now < _nextEviction) return;
        _nextEviction = now + options.EvictionInterval.Ticks;
        var delivered = $"e.at < $expired and not exists ({BehindTheEvent})";
        (string, object?)[] parameters = [("$provider", provider), ("$now", now), ("$expired", now - options.ExpiryTimeout.Ticks), ("$dead", now - options.DeadLetterEvictionTimeout.Ticks), ("$limit", options.EvictionBatchSize)];
        SqliteDatabase.Execute(connection, "create temp table if not exists evicted (sequence integer primary key, stream text not null, missed integer not null)");
        SqliteDatabase.Execute(connection, $"insert into evicted select e.sequence, e.stream, exists ({BehindTheEvent}) from stream_event e where e.provider = $provider and (e.at < $dead or ({delivered})) order by e.at limit $limit", parameters);
        using (var missed = SqliteDatabase.Command(connection, "select sum(missed) from evicted"))
        {
            if (missed.ExecuteScalar() is long and > 0 and var count) StreamMetrics.Dropped(provider, count);
        }
        SqliteDatabase.Execute(connection, "insert into stream_purged (provider, stream, sequence, at) select $provider, stream, max(sequence), $now from evicted where true group by stream on conflict (provider, stream) do update set sequence = excluded.sequence, at = excluded.at", parameters);
        SqliteDatabase.Execute(connection, "delete from stream_event where sequence in (select sequence from evicted)");
        SqliteDatabase.Execute(connection, "delete from evicted");
        SqliteDatabase.Execute(connection, $"delete from stream_purged as e where e.provider = $provider and e.at < $dead and not exists (select 1 from stream_event v where v.provider = e.provider and v.stream = e.stream) and not exists ({BehindTheEvent})", parameters);
    }
}
