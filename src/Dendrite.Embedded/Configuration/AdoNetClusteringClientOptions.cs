namespace Orleans.Configuration;

/// <summary>The database of a cluster's members.</summary>
public class AdoNetClusteringClientOptions
{
    public string? ConnectionString { get; set; }

    public string Invariant { get; set; } = null!;
}
