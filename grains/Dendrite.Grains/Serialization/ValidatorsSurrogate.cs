using Dendrite.Resources;

namespace Dendrite.Grains.Serialization;

/// <summary><see cref="Validators"/> in stores.</summary>
[GenerateSerializer, Immutable, Alias("dendrite.Validators")]
internal struct ValidatorsSurrogate
{
    [Id(0)] public string? ETag;
    [Id(1)] public DateTimeOffset? LastModified;
}

[RegisterConverter]
internal sealed class ValidatorsConverter : IConverter<Validators, ValidatorsSurrogate>
{
    public Validators ConvertFromSurrogate(in ValidatorsSurrogate surrogate) => new(surrogate.ETag, surrogate.LastModified);

    public ValidatorsSurrogate ConvertToSurrogate(in Validators value) => new() { ETag = value.ETag, LastModified = value.LastModified };
}
