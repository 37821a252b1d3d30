namespace Dendrite.Hosting.Cluster;

/// <summary>The cluster's database cannot be used as it is; the message says why, and what would help.</summary>
public sealed class ClusterDatabaseException(string message, Exception? inner = null) : Exception(message, inner);
