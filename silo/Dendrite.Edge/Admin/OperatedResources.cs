using Dendrite.Client.Cluster;
using Dendrite.Contracts.Backends;
using Dendrite.Contracts.Resources;
using Dendrite.Edge.Resources;
using Dendrite.Protocol;
using Microsoft.Extensions.Logging;

namespace Dendrite.Edge.Admin;

/// <summary>What operators see of one resource and do to it. What is done to it is logged where it lives, what is done to a connection here.</summary>
internal sealed partial class OperatedResources(IResources resources, ResourceFeeds feeds, IBackendCatalog backends, TimeProvider clock, ILogger<OperatedResources> logger)
{
    public const string Commands = "poke, pause, resume, evict, disconnect";

    public async Task<ResourceDetail> ShowAsync(string address, CancellationToken cancellationToken)
    {
        var key = KeyOf(address);
        return DetailOf(key, await resources.ReadAsync(key, cancellationToken));
    }

    public async Task<ResourceExplanation> ExplainAsync(string address, CancellationToken cancellationToken)
    {
        var key = KeyOf(address);
        var polls = await resources.ReadPollsAsync(key, ResourceExplanation.MostPolls, cancellationToken);
        var status = await resources.ReadAsync(key, cancellationToken);
        return ResourceExplanation.Of(new ResourceReading(key, feeds.ListListeners(key).Count, status), polls, clock.GetUtcNow());
    }

    /// <exception cref="InvalidRequestException">There is no such command, backend or listener.</exception>
    public async Task<ResourceDetail> CommandAsync(string command, ResourceRequest request, CancellationToken cancellationToken)
    {
        ResourceCommand? act = command switch
        {
            "poke" => ResourceCommand.Poke,
            "pause" => ResourceCommand.Pause,
            "resume" => ResourceCommand.Resume,
            "evict" => ResourceCommand.Evict,
            "disconnect" => null,
            _ => throw new InvalidRequestException(DendriteErrorCode.NotFound, $"There is no command '{command}'; there are {Commands}."),
        };
        var key = KeyOf(request.Address!);
        if (act is { } known) return DetailOf(key, await resources.CommandAsync(key, known, request.Reason!, request.By!, cancellationToken));
        Disconnect(key, request);
        return DetailOf(key, await resources.ReadAsync(key, cancellationToken));
    }

    private void Disconnect(ResourceKey key, ResourceRequest request)
    {
        if (request.Listener is not { } listener) throw CommandBody.Wrong("The member 'listener' is missing: the number of the listener to end.");
        var peer = feeds.ListListeners(key).FirstOrDefault(l => l.Id == listener)?.Peer;
        if (!feeds.Disconnect(key, listener, "An operator has ended this connection; connect again."))
            throw new InvalidRequestException(DendriteErrorCode.NotFound, $"Nobody listens to {key.Address} through this process under the number {listener}.");
        var (by, reason) = (request.By!, request.Reason!);
        var (address, name) = (OperatorText.AddressOf(key), key.ToString());
        LogDisconnected(logger, by, listener, peer ?? "unknown", address, name, reason);
    }

    private ResourceDetail DetailOf(ResourceKey key, ResourceStatus status)
    {
        var listeners = feeds.ListListeners(key);
        var now = clock.GetUtcNow();
        return new ResourceDetail(
            ResourceDescription.Of(new ResourceReading(key, listeners.Count, status)), [.. listeners.Take(ResourceDetail.MostListeners).Select(l => ListenerDescription.Of(l, now))]);
    }

    private ResourceKey KeyOf(string address) => ResourceTarget.Parse(address, backends).Key;

    [LoggerMessage(EventId = EventIds.ListenerDisconnected, Level = LogLevel.Information, Message = "{By} has disconnected listener {Listener} at {Peer} of resource {Address} ({Key}): {Reason}")]
    private static partial void LogDisconnected(ILogger logger, string by, long listener, string peer, string address, string key, string reason);
}
