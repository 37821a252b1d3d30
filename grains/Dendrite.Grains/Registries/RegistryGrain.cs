using System.Text;
using System.Text.Json;
using Dendrite.Contracts.Registries;
using Dendrite.Contracts.Streams;
using Dendrite.Grains.Resources;
using Dendrite.Protocol;
using Microsoft.Extensions.Logging;
using Orleans.Storage;

namespace Dendrite.Grains.Registries;

/// <summary>One registry: the next state is built aside, stored, made current, then published.</summary>
internal sealed partial class RegistryGrain : Grain, IRegistryGrain
{
    private const int MostTags = 10_000;
    private const int LongestTag = 256;
    private const int LongestJson = 64 * 1024;

    private readonly IPersistentState<RegistryGrainState> _state;
    private readonly TimeProvider _clock;
    private readonly ILogger<RegistryGrain> _logger;

    public RegistryGrain(
        [PersistentState("registry", StorageNames.Default)] IPersistentState<RegistryGrainState> state, TimeProvider clock, ILogger<RegistryGrain> logger)
    {
        _state = state;
        _clock = clock;
        _logger = logger;
    }

    public Task<RegistryView> GetAsync(CancellationToken cancellationToken) => Task.FromResult(new RegistryView(
        this.GetPrimaryKeyString(), _state.State.Version, [.. _state.State.Entries.Values.OrderBy(e => e.Tag, StringComparer.Ordinal)]));

    public async Task<long> SetAsync(string tag, string? json, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(tag) || tag.Length > LongestTag) throw Invalid($"A tag has 1 to {LongestTag} characters.");
        if (json is not null && FaultOf(json) is { } fault) throw Invalid(fault);
        var entries = _state.State.Entries;
        if (entries.TryGetValue(tag, out var entry) && entry.Json == json) return _state.State.Version;
        if (entry is null && entries.Count >= MostTags) throw Invalid($"The registry is full: it holds {MostTags} tags.");
        var set = new RegistryEntry(tag, json, _state.State.Version + 1);
        await ReplaceAsync(new Dictionary<string, RegistryEntry>(entries) { [tag] = set }, tag, set);
        return set.Version;
    }

    public async Task<bool> RemoveAsync(string tag, CancellationToken cancellationToken)
    {
        var entries = new Dictionary<string, RegistryEntry>(_state.State.Entries);
        if (tag is null || !entries.Remove(tag)) return false;
        await ReplaceAsync(entries, tag, null);
        return true;
    }

    private async Task ReplaceAsync(Dictionary<string, RegistryEntry> entries, string tag, RegistryEntry? entry)
    {
        var before = _state.State;
        _state.State = new RegistryGrainState { Version = before.Version + 1, Entries = entries };
        try
        {
            await _state.WriteStateAsync();
        }
        catch (Exception e)
        {
            _state.State = before;
            // Another activation has written: this one is out of date, and the next one starts from what was written.
            if (e is InconsistentStateException) DeactivateOnIdle();
            throw;
        }
        var name = this.GetPrimaryKeyString();
        try
        {
            await this.GetStreamProvider(DendriteStreams.ProviderName).GetRegistryStream(name)
                .OnNextAsync(new RegistryChanged(name, _state.State.Version, tag, entry, _clock.GetUtcNow()));
        }
        catch (Exception e)
        {
            LogPublicationFailed(_logger, e, name);
        }
    }

    private static string? FaultOf(string json)
    {
        if (Encoding.UTF8.GetByteCount(json) > LongestJson) return $"Settings may have {LongestJson} bytes.";
        try
        {
            JsonDocument.Parse(json).Dispose();
            return null;
        }
        catch (JsonException e)
        {
            return $"The settings are not valid JSON: {e.Message}";
        }
    }

    private static InvalidRequestException Invalid(string message) => new(DendriteErrorCode.InvalidRequest, message);

    [LoggerMessage(EventId = EventIds.RegistryPublicationFailed, Level = LogLevel.Error, Message = "The registry {Registry} could not publish its change; subscribers see the gap at the next one.")]
    private static partial void LogPublicationFailed(ILogger logger, Exception exception, string registry);
}
