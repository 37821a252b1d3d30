namespace Orleans.Configuration;

/// <summary>The database of a cluster's members.</summary>
public class AdoNetClusteringSiloOptions
{
    public string? ConnectionString { get; set; }

    public string Invariant { get; set; } = null!;
}
