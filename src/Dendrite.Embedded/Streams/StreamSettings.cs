using Orleans.Configuration;

namespace Orleans.Runtime;

/// <summary>What all streams of one provider have in common.</summary>
internal sealed record StreamSettings(string Provider, ClusterState Cluster, TimeProvider Clock, EngineLog Log, StreamPullingAgentOptions Delivery);
