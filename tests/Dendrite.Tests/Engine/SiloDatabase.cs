using System.Collections;
using System.Reflection;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Dendrite.Engine;

/// <summary>A database of the embedded engine, of a silo or of its own: what goes wrong in the file itself is told to its connections.</summary>
internal sealed class SiloDatabase(object database) : IAsyncDisposable
{
    private const BindingFlags Members = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    public static SiloDatabase Open(string file) => new(Activator.CreateInstance(Engine("Orleans.Storage.SqliteDatabase"), "Data Source=" + file)!);

    /// <summary>The only one that the silo has open.</summary>
    public static SiloDatabase Of(IHost silo)
    {
        var databases = silo.Services.GetRequiredService(Engine("Orleans.Runtime.ClusterState")) is var cluster ? cluster.GetType().GetProperty("Databases", Members)!.GetValue(cluster)! : null!;
        var open = (IDictionary)databases.GetType().GetField("_open", Members)!.GetValue(databases)!;
        return new(open.Values.Cast<object>().Single());
    }

    public Task<bool> WriteAsync(Action<SqliteConnection> change) => (Task<bool>)Call("WriteAsync", change);

    public void Read(Action<SqliteConnection> query) => Call("Read", query);

    public ValueTask DisposeAsync() => ((IAsyncDisposable)database).DisposeAsync();

    public static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public static long Count(SqliteConnection connection, string table)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "select count(*) from " + table;
        return (long)command.ExecuteScalar()!;
    }

    private static Type Engine(string name) => typeof(Grain).Assembly.GetType(name, throwOnError: true)!;

    private object Call(string method, Action<SqliteConnection> action) => database.GetType().GetMethod(method)!.MakeGenericMethod(typeof(bool)).Invoke(database, [(Func<SqliteConnection, bool>)(connection =>
    {
        action(connection);
        return true;
    })])!;
}
