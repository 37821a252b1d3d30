using Microsoft.Data.Sqlite;
using Orleans.Storage;

namespace Orleans.Runtime;

/// <summary>The events and the subscriptions of one stream provider in a SQLite file.</summary>
internal sealed class StreamStore(SqliteDatabase database, string provider, TimeProvider clock, TimeSpan expiry)
{
    private long _nextEviction;

    public Task AppendAsync<T>(StreamTopic topic, IReadOnlyList<T> items)
    {
        var rows = items.Select(item => (Data: StateSerializer.Write(item, item?.GetType() ?? typeof(T)), Type: NameOf(item?.GetType() ?? typeof(T)))).ToList();
        var now = clock.GetUtcNow().UtcTicks;
        return database.WriteAsync(connection =>
        {
            foreach (var (data, type) in rows)
            {
                SqliteDatabase.Execute(
                    connection,
                    "insert into stream_event (provider, stream, item, type, at) values ($provider, $stream, $item, $type, $at)",
                    [.. Key(topic), ("$item", data), ("$type", type), ("$at", now)]);
            }
            Evict(connection, now);
            return true;
        });
    }

    public Task<long> LastAsync(StreamTopic topic) => database.WriteAsync(connection =>
    {
        using var command = SqliteDatabase.Command(connection, "select coalesce(max(sequence), 0) from stream_event where provider = $provider and stream = $stream", Key(topic));
        return (long)command.ExecuteScalar()!;
    });

    public List<StoredItem> Read(StreamTopic topic, long after, int limit) => database.Read(connection =>
    {
        using var command = SqliteDatabase.Command(
            connection,
            "select sequence, item, type from stream_event where provider = $provider and stream = $stream and sequence > $after order by sequence limit $limit",
            [.. Key(topic), ("$after", after), ("$limit", limit)]);
        using var row = command.ExecuteReader();
        var items = new List<StoredItem>();
        while (row.Read()) items.Add(new StoredItem(row.GetFieldValue<byte[]>(1), row.GetString(2), DurableTopic.TokenOf(row.GetInt64(0))));
        return items;
    });

    public Task AddAsync(StreamSubscription subscription, long position) => SaveAsync(subscription, position);

    /// <summary>Saves the position with the next commit; a crash before it repeats the delivery.</summary>
    public void Save(DurableSubscription subscription)
    {
        if (subscription.Consumer is GrainStreamConsumer) _ = SaveAsync(subscription, subscription.Position);
    }

    public Task RemoveAsync(StreamSubscription subscription) => database.WriteAsync(connection =>
    {
        SqliteDatabase.Execute(connection, "delete from stream_subscription where provider = $provider and id = $id", ("$provider", provider), ("$id", subscription.Id.ToString()));
        return true;
    });

    public long PositionOf(StreamTopic topic, Guid id) => database.Read(connection =>
    {
        using var command = SqliteDatabase.Command(connection, "select position from stream_subscription where provider = $provider and id = $id", ("$provider", provider), ("$id", id.ToString()));
        return command.ExecuteScalar() as long? ?? 0;
    });

    public List<(Guid Id, StreamId Stream, GrainId Consumer, long Position)> Subscriptions() => database.Read(connection =>
    {
        using var command = SqliteDatabase.Command(connection, "select id, stream, consumer, position from stream_subscription where provider = $provider", ("$provider", provider));
        using var row = command.ExecuteReader();
        var found = new List<(Guid, StreamId, GrainId, long)>();
        while (row.Read()) found.Add((Guid.Parse(row.GetString(0)), StreamName.Parse(row.GetString(1)), GrainId.Parse(row.GetString(2), null), row.GetInt64(3)));
        return found;
    });

    private static string NameOf(Type type) => $"{type.FullName}, {type.Assembly.GetName().Name}";

    private (string, object?)[] Key(StreamTopic topic) => [("$provider", provider), ("$stream", StreamName.Of(topic.StreamId))];

    private Task<bool> SaveAsync(StreamSubscription subscription, long position) => database.WriteAsync(connection =>
    {
        if (subscription.IsCancelled) return false;
        SqliteDatabase.Execute(
            connection,
            "insert into stream_subscription (provider, id, stream, consumer, position) values ($provider, $id, $stream, $consumer, $position) on conflict (provider, id) do update set position = excluded.position",
            [.. Key(subscription.Topic), ("$id", subscription.Id.ToString()), ("$consumer", subscription.Consumer.Id.ToString()), ("$position", position)]);
        return true;
    });

    /// <summary>Events that are old and that every subscription of their stream has passed are deleted, at most once a minute.</summary>
    private void Evict(SqliteConnection connection, long now)
    {
        if (now < _nextEviction) return;
        _nextEviction = now + TimeSpan.TicksPerMinute;
        SqliteDatabase.Execute(
            connection,
            "delete from stream_event where provider = $provider and at < $limit and not exists (select 1 from stream_subscription s where s.provider = stream_event.provider and s.stream = stream_event.stream and s.position < stream_event.sequence)",
            ("$provider", provider),
            ("$limit", now - expiry.Ticks));
    }
}
