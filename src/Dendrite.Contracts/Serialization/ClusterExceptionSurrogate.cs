using Dendrite.Protocol;

namespace Dendrite.Contracts.Serialization;

/// <summary>A <see cref="ClusterException"/> between processes; what caused it stays in the log of its silo.</summary>
[GenerateSerializer, Alias("dendrite.ClusterException")]
internal struct ClusterExceptionSurrogate
{
    [Id(0)] public string Message;
}

[RegisterConverter]
internal sealed class ClusterExceptionConverter : IConverter<ClusterException, ClusterExceptionSurrogate>
{
    public ClusterException ConvertFromSurrogate(in ClusterExceptionSurrogate surrogate) => new(surrogate.Message);

    public ClusterExceptionSurrogate ConvertToSurrogate(in ClusterException value) => new() { Message = value.Message };
}
