using Dendrite.Protocol;

namespace Dendrite.Contracts.Serialization;

/// <summary>A <see cref="Staleness"/> between processes.</summary>
[GenerateSerializer, Immutable, Alias("dendrite.Staleness")]
internal struct StalenessSurrogate
{
    [Id(0)] public DendriteErrorCode Code;
    [Id(1)] public string Reason;
    [Id(2)] public int? StatusCode;
    [Id(3)] public DateTimeOffset Since;
    [Id(4)] public int Failures;
    [Id(5)] public DateTimeOffset NextAttempt;
    [Id(6)] public TimeSpan? MaxAge;
}

[RegisterConverter]
internal sealed class StalenessConverter : IConverter<Staleness, StalenessSurrogate>
{
    public Staleness ConvertFromSurrogate(in StalenessSurrogate surrogate) =>
        new(surrogate.Code, surrogate.Reason, surrogate.StatusCode, surrogate.Since, surrogate.Failures, surrogate.NextAttempt) { MaxAge = surrogate.MaxAge };

    public StalenessSurrogate ConvertToSurrogate(in Staleness value) => new()
    {
        Code = value.Code,
        Reason = value.Reason,
        StatusCode = value.StatusCode,
        Since = value.Since,
        Failures = value.Failures,
        NextAttempt = value.NextAttempt,
        MaxAge = value.MaxAge,
    };
}

/// <summary>A <see cref="ResourceSnapshot"/> between processes.</summary>
[GenerateSerializer, Immutable, Alias("dendrite.ResourceSnapshot")]
internal struct ResourceSnapshotSurrogate
{
    [Id(0)] public Position Position;
    [Id(1)] public Utf8Json Document;
    [Id(2)] public string Hash;
    [Id(3)] public Staleness? Staleness;
}

[RegisterConverter]
internal sealed class ResourceSnapshotConverter : IConverter<ResourceSnapshot, ResourceSnapshotSurrogate>
{
    public ResourceSnapshot ConvertFromSurrogate(in ResourceSnapshotSurrogate surrogate) => new(surrogate.Position, surrogate.Document, surrogate.Hash, surrogate.Staleness);

    public ResourceSnapshotSurrogate ConvertToSurrogate(in ResourceSnapshot value) =>
        new() { Position = value.Position, Document = value.Document, Hash = value.Hash, Staleness = value.Staleness };
}

/// <summary>A <see cref="PollRecord"/> between processes and in stores.</summary>
[GenerateSerializer, Immutable, Alias("dendrite.PollRecord")]
internal struct PollRecordSurrogate
{
    [Id(0)] public DateTimeOffset At;
    [Id(1)] public PollResult Result;
    [Id(2)] public int? StatusCode;
    [Id(3)] public int Bytes;
    [Id(4)] public TimeSpan Took;
    [Id(5)] public Position Position;
    [Id(6)] public DateTimeOffset Next;
    [Id(7)] public PollRule Rule;
    [Id(8)] public string? Reason;
}

[RegisterConverter]
internal sealed class PollRecordConverter : IConverter<PollRecord, PollRecordSurrogate>
{
    public PollRecord ConvertFromSurrogate(in PollRecordSurrogate surrogate) =>
        new(surrogate.At, surrogate.Result, surrogate.StatusCode, surrogate.Bytes, surrogate.Took, surrogate.Position, surrogate.Next, surrogate.Rule, surrogate.Reason);

    public PollRecordSurrogate ConvertToSurrogate(in PollRecord value) => new()
    {
        At = value.At,
        Result = value.Result,
        StatusCode = value.StatusCode,
        Bytes = value.Bytes,
        Took = value.Took,
        Position = value.Position,
        Next = value.Next,
        Rule = value.Rule,
        Reason = value.Reason,
    };
}

/// <summary>An <see cref="EncodedStep"/> between processes.</summary>
[GenerateSerializer, Immutable, Alias("dendrite.EncodedStep")]
internal struct EncodedStepSurrogate
{
    [Id(0)] public ResourceFormat Format;
    [Id(1)] public ResourceFormat Form;
    [Id(2)] public Utf8Json Data;
}

[RegisterConverter]
internal sealed class EncodedStepConverter : IConverter<EncodedStep, EncodedStepSurrogate>
{
    public EncodedStep ConvertFromSurrogate(in EncodedStepSurrogate surrogate) => new(surrogate.Format, surrogate.Form, surrogate.Data);

    public EncodedStepSurrogate ConvertToSurrogate(in EncodedStep value) => new() { Format = value.Format, Form = value.Form, Data = value.Data };
}

/// <summary>A <see cref="ResourceChanged"/> between processes.</summary>
[GenerateSerializer, Immutable, Alias("dendrite.ResourceChanged")]
internal struct ResourceChangedSurrogate
{
    [Id(0)] public ChangeKind Kind;
    [Id(1)] public Position Position;
    [Id(2)] public string Hash;
    [Id(3)] public IReadOnlyList<EncodedStep> Steps;
    [Id(4)] public Staleness? Staleness;
}

[RegisterConverter]
internal sealed class ResourceChangedConverter : IConverter<ResourceChanged, ResourceChangedSurrogate>
{
    public ResourceChanged ConvertFromSurrogate(in ResourceChangedSurrogate surrogate) =>
        new(surrogate.Kind, surrogate.Position, surrogate.Hash, surrogate.Steps, surrogate.Staleness);

    public ResourceChangedSurrogate ConvertToSurrogate(in ResourceChanged value) =>
        new() { Kind = value.Kind, Position = value.Position, Hash = value.Hash, Steps = value.Steps, Staleness = value.Staleness };
}
