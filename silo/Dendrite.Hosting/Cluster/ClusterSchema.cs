using System.Globalization;
using System.Text;

namespace Dendrite.Hosting.Cluster;

/// <summary>
/// The tables as numbered steps, each from one version to the next, and the statements of the last. A change of either is a
/// further step, an empty one where only statements change: a silo compares nothing but the number.
/// </summary>
internal sealed class ClusterSchema(IReadOnlyList<string> steps, string statements)
{
    /// <summary>Any number, the same for all who set up: one does, the rest wait.</summary>
    private const long SetupLock = 0x44454E4452495445;

    /// <summary>What this version of Dendrite makes and needs: <c>step-1.sql</c> and what follows it.</summary>
    public static ClusterSchema Current { get; } = new([.. ReadSteps()], ReadScript("statements") ?? throw new InvalidOperationException("No statements are in the assembly."));

    /// <summary>The version that the steps lead to.</summary>
    public int Version => steps.Count;

    /// <summary>Takes the lock until the end of the transaction.</summary>
    public static string Lock { get; } = string.Create(CultureInfo.InvariantCulture, $"select pg_advisory_xact_lock({SetupLock});");

    /// <summary>
    /// Leads from whatever version there is, none or an older one, to <see cref="Version"/>; from a newer one it fails. It asks to be
    /// in a transaction that holds <see cref="Lock"/>.
    /// </summary>
    public string Upgrade
    {
        get
        {
            var script = new StringBuilder("create table if not exists dendrite_schema (\n    version integer not null);\n\n");
            for (var step = 1; step <= Version; step++) Append(script, $"if coalesce((select max(version) from dendrite_schema), 0) < {step} then", steps[step - 1]);
            Append(script, $"if exists (select from dendrite_schema where version > {Version}) then", "raise exception 'The tables are of a newer Dendrite.';");
            script.Append(statements);
            return script.Append(CultureInfo.InvariantCulture, $"\ndelete from dendrite_schema;\ninsert into dendrite_schema (version) values ({Version});\n").ToString();
        }
    }

    /// <summary>The same as a script of its own, for psql.</summary>
    public string Script => $"""
        -- What a cluster of Dendrite keeps in PostgreSQL (9.5 or newer): who is in it, the state of its grains, its reminders.
        -- This leads to version {Version} from an empty database or any version before. Applying it again is harmless: tables and
        -- what is in them stay, statements are replaced.

        begin;
        {Lock}

        {Upgrade}
        commit;

        """;

    private static void Append(StringBuilder script, FormattableString condition, string body) => script
        .Append("do $step$ begin\n").Append(condition.ToString(CultureInfo.InvariantCulture)).Append("\n\n").Append(body).Append("\nend if;\nend $step$;\n\n");

    private static IEnumerable<string> ReadSteps()
    {
        for (var step = 1; ReadScript(string.Create(CultureInfo.InvariantCulture, $"step-{step}")) is { } script; step++) yield return script;
    }

    private static string? ReadScript(string name)
    {
        using var stream = typeof(ClusterSchema).Assembly.GetManifestResourceStream($"sql/{name}.sql");
        if (stream is null) return null;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
