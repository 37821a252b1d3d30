using Dendrite.Protocol;

namespace Dendrite.Contracts.Serialization;

/// <summary>A <see cref="GuardKey"/> between processes and in stores.</summary>
[GenerateSerializer, Alias("dendrite.GuardKey")]
internal struct GuardKeySurrogate
{
    [Id(0)] public string Backend;
    [Id(1)] public string? Rule;
}

[RegisterConverter]
internal sealed class GuardKeyConverter : IConverter<GuardKey, GuardKeySurrogate>
{
    public GuardKey ConvertFromSurrogate(in GuardKeySurrogate surrogate) => new(surrogate.Backend, surrogate.Rule);

    public GuardKeySurrogate ConvertToSurrogate(in GuardKey value) => new() { Backend = value.Backend, Rule = value.Rule };
}
