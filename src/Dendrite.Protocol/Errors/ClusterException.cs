namespace Dendrite.Protocol;

/// <summary>The cluster gave no answer: a silo was lost under the call, or cannot be reached. What was asked may have happened or not.</summary>
public sealed class ClusterException(string message, Exception? inner = null) : DendriteException(DendriteErrorCode.ClusterUnavailable, message, inner);
