using Dendrite.Protocol;

namespace Dendrite.Contracts.Serialization;

/// <summary>A <see cref="Utf8Json"/> between processes and in stores.</summary>
[GenerateSerializer, Immutable, Alias("dendrite.Utf8Json")]
internal struct Utf8JsonSurrogate
{
    [Id(0)] public ReadOnlyMemory<byte> Memory;
}

[RegisterConverter]
internal sealed class Utf8JsonConverter : IConverter<Utf8Json, Utf8JsonSurrogate>
{
    public Utf8Json ConvertFromSurrogate(in Utf8JsonSurrogate surrogate) => new(surrogate.Memory);

    public Utf8JsonSurrogate ConvertToSurrogate(in Utf8Json value) => new() { Memory = value.Memory };
}
