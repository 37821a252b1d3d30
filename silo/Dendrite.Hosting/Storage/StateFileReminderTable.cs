using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Dendrite.Hosting.Storage;

/// <summary>Reminders in a <see cref="StateFile"/>.</summary>
internal sealed class StateFileReminderTable(StateFile file) : IReminderTable
{
    private const string Columns = "select grain, name, start, period, version from reminder";

    public Task<ReminderTableData> ReadRows(GrainId grainId) => ReadAsync("where grain = $grain", ("$grain", grainId.ToString()));

    public Task<ReminderTableData> ReadRows(uint begin, uint end) => ReadAsync(
        begin < end ? "where hash > $begin and hash <= $end" : "where hash > $begin or hash <= $end", ("$begin", begin), ("$end", end));

    public async Task<ReminderEntry?> ReadRow(GrainId grainId, string reminderName) =>
        (await ReadAsync("where grain = $grain and name = $name", ("$grain", grainId.ToString()), ("$name", reminderName))).Reminders.SingleOrDefault();

    public Task<string?> UpsertRow(ReminderEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return file.RunAsync(connection =>
        {
            using var command = Command(
                connection,
                $"""
                insert into reminder (grain, name, hash, start, period, version) values ($grain, $name, $hash, $start, $period, {StateSchema.FirstVersion})
                on conflict do update set start = $start, period = $period, version = version + 1 returning version
                """,
                ("$grain", entry.GrainId.ToString()), ("$name", entry.ReminderName), ("$hash", entry.GrainId.GetUniformHashCode()),
                ("$start", entry.StartAt.Ticks), ("$period", entry.Period.Ticks));
            return ((long)command.ExecuteScalar()!).ToString(CultureInfo.InvariantCulture);
        })!;
    }

    public Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag) => file.RunAsync(connection =>
    {
        using var command = Command(
            connection,
            "delete from reminder where grain = $grain and name = $name and version = $version",
            ("$grain", grainId.ToString()), ("$name", reminderName), ("$version", long.Parse(eTag, CultureInfo.InvariantCulture)));
        return command.ExecuteNonQuery() == 1;
    });

    public Task TestOnlyClearTable() => file.RunAsync(connection =>
    {
        using var command = Command(connection, "delete from reminder");
        return command.ExecuteNonQuery();
    });

    private Task<ReminderTableData> ReadAsync(string where, params (string Name, object Value)[] parameters) => file.RunAsync(connection =>
    {
        using var command = Command(connection, $"{Columns} {where}", parameters);
        using var row = command.ExecuteReader();
        var entries = new List<ReminderEntry>();
        while (row.Read())
            entries.Add(new ReminderEntry
            {
                GrainId = GrainId.Parse(row.GetString(0), CultureInfo.InvariantCulture),
                ReminderName = row.GetString(1),
                StartAt = new DateTime(row.GetInt64(2), DateTimeKind.Utc),
                Period = new TimeSpan(row.GetInt64(3)),
                ETag = row.GetInt64(4).ToString(CultureInfo.InvariantCulture),
            });
        return new ReminderTableData(entries);
    });

    private static SqliteCommand Command(SqliteConnection connection, string sql, params (string Name, object Value)[] parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters) command.Parameters.AddWithValue(name, value);
        return command;
    }
}
