namespace Orleans.Configuration;

/// <summary>Options of durable streams. This engine has one database: SQLite, <c>Microsoft.Data.Sqlite</c>.</summary>
public class AdoNetStreamOptions
{
    public string Invariant { get; set; } = default!;

    public string? ConnectionString { get; set; }

    /// <summary>How long an event is kept after it was delivered to all, so that a subscription can be taken back to it; ten minutes.</summary>
    public TimeSpan ExpiryTimeout { get; set; } = TimeSpan.FromMinutes(10);
}
