using Orleans.Storage;

namespace Orleans.Runtime;

/// <summary>Keeps reminders in a SQLite file.</summary>
internal sealed class SqliteReminderStore(SqliteDatabase database, string service) : IReminderStore
{
    public IReadOnlyList<Reminder> Load() => database.Read(connection =>
    {
        using var command = SqliteDatabase.Command(connection, "select grain, name, start, period from reminder where service = $service", ("$service", service));
        using var row = command.ExecuteReader();
        var reminders = new List<Reminder>();
        while (row.Read()) reminders.Add(new(GrainId.Parse(row.GetString(0), null), row.GetString(1), new DateTime(row.GetInt64(2), DateTimeKind.Utc), new TimeSpan(row.GetInt64(3))));
        return reminders;
    });

    public Task SaveAsync(Reminder reminder) => database.WriteAsync(connection =>
    {
        SqliteDatabase.Execute(
            connection,
            "insert into reminder (service, grain, name, start, period) values ($service, $grain, $name, $start, $period) on conflict (service, grain, name) do update set start = excluded.start, period = excluded.period",
            ("$service", service),
            ("$grain", reminder.GrainId.ToString()),
            ("$name", reminder.ReminderName),
            ("$start", reminder.StartAt.Ticks),
            ("$period", reminder.Period.Ticks));
        return true;
    });

    public Task RemoveAsync(GrainId grain, string name) => database.WriteAsync(connection =>
    {
        SqliteDatabase.Execute(connection, "delete from reminder where service = $service and grain = $grain and name = $name", ("$service", service), ("$grain", grain.ToString()), ("$name", name));
        return true;
    });
}
