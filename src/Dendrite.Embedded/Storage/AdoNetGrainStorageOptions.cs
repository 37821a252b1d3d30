using Orleans.Storage;

namespace Orleans.Configuration;

/// <summary>Options of the database storage. This engine has one database: SQLite, which Orleans names <c>System.Data.SQLite</c>.</summary>
public class AdoNetGrainStorageOptions : IStorageProviderSerializerOptions
{
    public const string DEFAULT_ADONET_INVARIANT = "Microsoft.Data.SqlClient";
    public const int DEFAULT_INIT_STAGE = ServiceLifecycleStage.ApplicationServices;

    public string? ConnectionString { get; set; }

    public int InitStage { get; set; } = DEFAULT_INIT_STAGE;

    public string Invariant { get; set; } = DEFAULT_ADONET_INVARIANT;

    public IGrainStorageSerializer GrainStorageSerializer { get; set; } = default!;

    /// <summary>A cleared state leaves no row. Here it never does.</summary>
    public bool DeleteStateOnClear { get; set; }
}
