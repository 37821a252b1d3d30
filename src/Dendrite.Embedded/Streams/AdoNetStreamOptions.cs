namespace Orleans.Configuration;

/// <summary>Options of durable streams. This engine has one database: SQLite, <c>System.Data.SQLite</c>.</summary>
public class AdoNetStreamOptions
{
    public string Invariant { get; set; } = default!;

    public string? ConnectionString { get; set; }

    /// <summary>How long an event is kept after it was published, though it was delivered to all, so that a subscription can be taken back to it; ten minutes.</summary>
    public TimeSpan ExpiryTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long an event is kept that a subscription has not taken; seven days. After that it is lost to the subscription, which is told with a <see cref="Streams.QueueCacheMissException"/>.</summary>
    public TimeSpan DeadLetterEvictionTimeout { get; set; } = TimeSpan.FromDays(7);

    /// <summary>The least time from one look for old events to the next; ten seconds. Publishing looks.</summary>
    public TimeSpan EvictionInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How many old events one look deletes at most; 1,000.</summary>
    public int EvictionBatchSize { get; set; } = 1000;
}
