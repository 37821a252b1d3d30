namespace Orleans.Configuration;

/// <summary>Where reminders are kept. This engine has one database: SQLite, <c>Microsoft.Data.Sqlite</c>.</summary>
public class AdoNetReminderTableOptions
{
    public string Invariant { get; set; } = null!;

    public string? ConnectionString { get; set; }
}
