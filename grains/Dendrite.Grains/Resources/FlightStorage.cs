using System.Globalization;
using Dendrite.Protocol;
using Dendrite.Resources;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;

namespace Dendrite.Grains.Resources;

/// <summary>
/// Keeps the chunks of flight recorders in the grain store, each in a row of its own beside the resource's state: <c>flight0</c>, <c>flight1</c>, … and the
/// documents that they begin with, <c>flight-base0</c>, …
/// </summary>
internal sealed class FlightStorage([FromKeyedServices(StorageNames.Default)] IGrainStorage storage)
{
    /// <summary>How many polls of a resource are kept.</summary>
    public const int Polls = 1000;

    /// <summary>The chunk in a slot; null where there is none.</summary>
    public async Task<FlightChunk?> ReadAsync(IGrainBase resource, long slot) =>
        (await ReadRowAsync<FlightChunkState>(resource, "flight", slot)).State is { Polls: { } polls } chunk
            ? new FlightChunk(chunk.Number, chunk.Base, polls, [.. chunk.Steps.Select(step => new FlightStep(step.Position, step.Form, new Utf8Json(step.Data)))]) : null;

    /// <summary>The document that the chunk in a slot begins with; null where there is none.</summary>
    public async Task<FlightBaseState?> ReadBaseAsync(IGrainBase resource, long slot) =>
        (await ReadRowAsync<FlightBaseState>(resource, "flight-base", slot)).State is { Document.Length: > 0 } document ? document : null;

    public Task WriteAsync(IGrainBase resource, long slot, FlightChunk chunk) => WriteRowAsync(resource, "flight", slot, new FlightChunkState
    {
        Number = chunk.Number,
        Base = chunk.Base,
        Polls = [.. chunk.Polls],
        Steps = [.. chunk.Steps.Select(step => new FlightStepState { Position = step.Position, Form = step.Form, Data = step.Data.Memory.ToArray() })],
    });

    public Task WriteBaseAsync(IGrainBase resource, long slot, Position position, Utf8Json document) =>
        WriteRowAsync(resource, "flight-base", slot, new FlightBaseState { Position = position, Document = document.Memory.ToArray() });

    /// <summary>The number after that of the last chunk that was kept, which is this one or a later one.</summary>
    public async Task<long> NextNumberAsync(IGrainBase resource, long number, int slots)
    {
        while (await ReadAsync(resource, number % slots) is { } chunk && chunk.Number == number) number++;
        return number;
    }

    public async Task ClearAsync(IGrainBase resource, int slots)
    {
        for (var slot = 0; slot < slots; slot++)
        {
            var chunk = await ReadRowAsync<FlightChunkState>(resource, "flight", slot);
            if (chunk.RecordExists) await storage.ClearStateAsync(RowName("flight", slot), resource.GrainContext.GrainId, chunk);
            var start = await ReadRowAsync<FlightBaseState>(resource, "flight-base", slot);
            if (start.RecordExists) await storage.ClearStateAsync(RowName("flight-base", slot), resource.GrainContext.GrainId, start);
            // A base may be there before its chunk, never after where there is none.
            if (!chunk.RecordExists && !start.RecordExists) break;
        }
    }

    private async Task<GrainState<T>> ReadRowAsync<T>(IGrainBase resource, string name, long slot) where T : new()
    {
        var row = new GrainState<T>(new T());
        await storage.ReadStateAsync(RowName(name, slot), resource.GrainContext.GrainId, row);
        return row;
    }

    private async Task WriteRowAsync<T>(IGrainBase resource, string name, long slot, T state) where T : new()
    {
        // The slot's last row goes, whoever wrote it: this is a record, and another activation that writes it too loses nothing else.
        var row = await ReadRowAsync<T>(resource, name, slot);
        row.State = state;
        await storage.WriteStateAsync(RowName(name, slot), resource.GrainContext.GrainId, row);
    }

    private static string RowName(string name, long slot) => string.Create(CultureInfo.InvariantCulture, $"{name}{slot}");
}

/// <summary>A chunk of a flight recorder in the store.</summary>
[GenerateSerializer, Alias("dendrite.FlightChunkState")]
internal sealed class FlightChunkState
{
    [Id(0)] public long Number { get; set; }

    [Id(1)] public Position Base { get; set; }

    /// <summary>Null where there is no chunk.</summary>
    [Id(2)] public List<PollRecord>? Polls { get; set; }

    [Id(3)] public List<FlightStepState> Steps { get; set; } = [];
}

/// <summary>An update in it.</summary>
[GenerateSerializer, Alias("dendrite.FlightStepState")]
internal sealed class FlightStepState
{
    [Id(0)] public Position Position { get; set; }

    [Id(1)] public ResourceFormat Form { get; set; }

    [Id(2)] public byte[] Data { get; set; } = [];
}

/// <summary>The document that a chunk begins with.</summary>
[GenerateSerializer, Alias("dendrite.FlightBaseState")]
internal sealed class FlightBaseState
{
    [Id(0)] public Position Position { get; set; }

    [Id(1)] public byte[] Document { get; set; } = [];
}
