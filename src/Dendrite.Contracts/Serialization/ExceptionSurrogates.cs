using Dendrite.Protocol;

namespace Dendrite.Contracts.Serialization;

/// <summary>An <see cref="InvalidRequestException"/> between processes.</summary>
[GenerateSerializer, Alias("dendrite.InvalidRequestException")]
internal struct InvalidRequestSurrogate
{
    [Id(0)] public DendriteErrorCode Code;
    [Id(1)] public string Message;
}

[RegisterConverter]
internal sealed class InvalidRequestConverter : IConverter<InvalidRequestException, InvalidRequestSurrogate>
{
    public InvalidRequestException ConvertFromSurrogate(in InvalidRequestSurrogate surrogate) => new(surrogate.Code, surrogate.Message);

    public InvalidRequestSurrogate ConvertToSurrogate(in InvalidRequestException value) => new() { Code = value.Code, Message = value.Message };
}

/// <summary>An <see cref="UpstreamException"/> between processes.</summary>
[GenerateSerializer, Alias("dendrite.UpstreamException")]
internal struct UpstreamSurrogate
{
    [Id(0)] public DendriteErrorCode Code;
    [Id(1)] public string Message;
    [Id(2)] public int? StatusCode;
    [Id(3)] public TimeSpan? RetryAfter;
}

[RegisterConverter]
internal sealed class UpstreamConverter : IConverter<UpstreamException, UpstreamSurrogate>
{
    public UpstreamException ConvertFromSurrogate(in UpstreamSurrogate surrogate) => new(surrogate.Code, surrogate.Message, surrogate.StatusCode, surrogate.RetryAfter);

    public UpstreamSurrogate ConvertToSurrogate(in UpstreamException value) =>
        new() { Code = value.Code, Message = value.Message, StatusCode = value.StatusCode, RetryAfter = value.RetryAfter };
}

/// <summary>A <see cref="StorageException"/> between processes; what caused it stays in the log of its silo.</summary>
[GenerateSerializer, Alias("dendrite.StorageException")]
internal struct StorageSurrogate
{
    [Id(0)] public string Message;
}

[RegisterConverter]
internal sealed class StorageConverter : IConverter<StorageException, StorageSurrogate>
{
    public StorageException ConvertFromSurrogate(in StorageSurrogate surrogate) => new(surrogate.Message);

    public StorageSurrogate ConvertToSurrogate(in StorageException value) => new() { Message = value.Message };
}

/// <summary>A <see cref="BusyException"/> between processes.</summary>
[GenerateSerializer, Alias("dendrite.BusyException")]
internal struct BusySurrogate
{
    [Id(0)] public string Message;
    [Id(1)] public TimeSpan RetryAfter;
}

[RegisterConverter]
internal sealed class BusyConverter : IConverter<BusyException, BusySurrogate>
{
    public BusyException ConvertFromSurrogate(in BusySurrogate surrogate) => new(surrogate.Message, surrogate.RetryAfter);

    public BusySurrogate ConvertToSurrogate(in BusyException value) => new() { Message = value.Message, RetryAfter = value.RetryAfter };
}

/// <summary>A <see cref="DefinitionException"/> between processes.</summary>
[GenerateSerializer, Alias("dendrite.DefinitionException")]
internal struct DefinitionSurrogate
{
    [Id(0)] public IReadOnlyList<string> Faults;
}

[RegisterConverter]
internal sealed class DefinitionConverter : IConverter<DefinitionException, DefinitionSurrogate>
{
    public DefinitionException ConvertFromSurrogate(in DefinitionSurrogate surrogate) => new(surrogate.Faults);

    public DefinitionSurrogate ConvertToSurrogate(in DefinitionException value) => new() { Faults = value.Faults };
}
