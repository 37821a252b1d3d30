namespace Dendrite.Hosting.Cluster;

/// <summary>What <see cref="ClusterDatabase.InitializeAsync"/> found and did.</summary>
public enum ClusterSetup
{
    /// <summary>Nothing was there; the tables were made.</summary>
    Created,

    /// <summary>Dendrite's tables were there; they and what is in them stay, the statements were replaced.</summary>
    Refreshed,

    /// <summary>Tables of an older version were there; they were brought to this one's, with what is in them.</summary>
    Upgraded,

    /// <summary>The scripts that Orleans publishes had been applied; a silo can use them, nothing was changed.</summary>
    LeftToOrleans,
}
