using Dendrite.Protocol;

namespace Dendrite.Contracts.Serialization;

/// <summary>A <see cref="Position"/> between processes and in stores.</summary>
[GenerateSerializer, Alias("dendrite.Position")]
internal struct PositionSurrogate
{
    [Id(0)] public ulong Epoch;
    [Id(1)] public long Sequence;
}

[RegisterConverter]
internal sealed class PositionConverter : IConverter<Position, PositionSurrogate>
{
    public Position ConvertFromSurrogate(in PositionSurrogate surrogate) => new(surrogate.Epoch, surrogate.Sequence);

    public PositionSurrogate ConvertToSurrogate(in Position value) => new() { Epoch = value.Epoch, Sequence = value.Sequence };
}
