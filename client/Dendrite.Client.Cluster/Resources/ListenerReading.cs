using Dendrite.Protocol;

namespace Dendrite.Client.Cluster;

/// <summary>One listener of this process.</summary>
/// <param name="Id">Its number, given once in the life of the process.</param>
/// <param name="Format">The format that it asked for.</param>
/// <param name="Since">When it came.</param>
/// <param name="Peer">Who listens, where an edge knows: the address and port of the other end.</param>
public sealed record ListenerReading(long Id, ResourceFormat Format, DateTimeOffset Since, string? Peer);
