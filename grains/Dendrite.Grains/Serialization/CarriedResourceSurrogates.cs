using Dendrite.Protocol;
using Dendrite.Resources;

namespace Dendrite.Grains.Serialization;

/// <summary>A <see cref="CarriedResource"/> on its way to another silo.</summary>
[GenerateSerializer, Immutable, Alias("dendrite.CarriedResource")]
internal struct CarriedResourceSurrogate
{
    [Id(0)] public Position Position;
    [Id(1)] public IReadOnlyList<ResourceChanged> History;
    [Id(2)] public Staleness? Staleness;
    [Id(3)] public DateTimeOffset? ConfirmedAt;
    [Id(4)] public bool IsUnconfirmed;
    [Id(5)] public CarriedSchedule Schedule;
    [Id(6)] public ResourceCounters Counters;
    [Id(7)] public bool IsPaused;
}

[RegisterConverter]
internal sealed class CarriedResourceConverter : IConverter<CarriedResource, CarriedResourceSurrogate>
{
    public CarriedResource ConvertFromSurrogate(in CarriedResourceSurrogate surrogate) =>
        new(surrogate.Position, surrogate.History, surrogate.Staleness, surrogate.ConfirmedAt, surrogate.IsUnconfirmed, surrogate.Schedule, surrogate.Counters, surrogate.IsPaused);

    public CarriedResourceSurrogate ConvertToSurrogate(in CarriedResource value) => new()
    {
        Position = value.Position,
        History = value.History,
        Staleness = value.Staleness,
        ConfirmedAt = value.ConfirmedAt,
        IsUnconfirmed = value.IsUnconfirmed,
        Schedule = value.Schedule,
        Counters = value.Counters,
        IsPaused = value.IsPaused,
    };
}

/// <summary>A <see cref="CarriedSchedule"/> on its way to another silo.</summary>
[GenerateSerializer, Immutable, Alias("dendrite.CarriedSchedule")]
internal struct CarriedScheduleSurrogate
{
    [Id(0)] public TimeSpan Interval;
    [Id(1)] public int Failures;
    [Id(2)] public int Refused;
    [Id(3)] public DateTimeOffset Due;
    [Id(4)] public DateTimeOffset NotBefore;
    [Id(5)] public DateTimeOffset? ToldAt;
}

[RegisterConverter]
internal sealed class CarriedScheduleConverter : IConverter<CarriedSchedule, CarriedScheduleSurrogate>
{
    public CarriedSchedule ConvertFromSurrogate(in CarriedScheduleSurrogate surrogate) =>
        new(surrogate.Interval, surrogate.Failures, surrogate.Refused, surrogate.Due, surrogate.NotBefore) { ToldAt = surrogate.ToldAt };

    public CarriedScheduleSurrogate ConvertToSurrogate(in CarriedSchedule value) =>
        new() { Interval = value.Interval, Failures = value.Failures, Refused = value.Refused, Due = value.Due, NotBefore = value.NotBefore, ToldAt = value.ToldAt };
}

/// <summary><see cref="ResourceCounters"/> on their way to another silo.</summary>
[GenerateSerializer, Immutable, Alias("dendrite.ResourceCounters")]
internal struct ResourceCountersSurrogate
{
    [Id(0)] public long Polls;
    [Id(1)] public long NotModified;
    [Id(2)] public long Unchanged;
    [Id(3)] public long Updates;
    [Id(4)] public long Failures;
    [Id(5)] public long BytesReceived;
    [Id(6)] public long Busy;
}

[RegisterConverter]
internal sealed class ResourceCountersConverter : IConverter<ResourceCounters, ResourceCountersSurrogate>
{
    public ResourceCounters ConvertFromSurrogate(in ResourceCountersSurrogate surrogate) =>
        new(surrogate.Polls, surrogate.NotModified, surrogate.Unchanged, surrogate.Updates, surrogate.Failures, surrogate.Busy, surrogate.BytesReceived);

    public ResourceCountersSurrogate ConvertToSurrogate(in ResourceCounters value) => new()
    {
        Polls = value.Polls,
        NotModified = value.NotModified,
        Unchanged = value.Unchanged,
        Updates = value.Updates,
        Failures = value.Failures,
        BytesReceived = value.BytesReceived,
        Busy = value.Busy,
    };
}
