using Dendrite.Contracts.Resources;
using Dendrite.Protocol;
using Microsoft.Extensions.Logging;

namespace Dendrite.Grains.Resources;

internal sealed partial class ResourceGrain
{
    /// <summary>As operators know it: its address without the query, which may hold secrets, and its key.</summary>
    private NamedResource Name => new(Key);

    private readonly record struct NamedResource(ResourceKey Key)
    {
        public override string ToString() => $"{OperatorText.AddressOf(Key)} ({Key})";
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = EventIds.ResourcePollingStarted, Level = LogLevel.Debug, Message = "Resource {Resource} starts to poll.")]
        public static partial void PollingStarted(ILogger logger, NamedResource resource);

        [LoggerMessage(EventId = EventIds.ResourcePollingStopped, Level = LogLevel.Debug, Message = "Resource {Resource} stops to poll.")]
        public static partial void PollingStopped(ILogger logger, NamedResource resource);

        [LoggerMessage(EventId = EventIds.ResourceStale, Level = LogLevel.Warning, Message = "Resource {Resource} is stale: {Code}, {Reason}")]
        public static partial void BecameStale(ILogger logger, NamedResource resource, DendriteErrorCode code, string reason);

        [LoggerMessage(EventId = EventIds.ResourceGone, Level = LogLevel.Information, Message = "Resource {Resource} is gone: {Reason}")]
        public static partial void BecameGone(ILogger logger, NamedResource resource, string reason);

        [LoggerMessage(EventId = EventIds.ResourceAnswerIsOdd, Level = LogLevel.Warning, Message = "Resource {Resource}: {Warning}")]
        public static partial void AnswerIsOdd(ILogger logger, NamedResource resource, string warning);

        [LoggerMessage(EventId = EventIds.ResourceFresh, Level = LogLevel.Information, Message = "Resource {Resource} is fresh again after {Failures} failures.")]
        public static partial void BecameFresh(ILogger logger, NamedResource resource, int failures);

        [LoggerMessage(EventId = EventIds.ResourcePublicationFailed, Level = LogLevel.Error, Message = "Resource {Resource} could not publish position {Position}; listeners catch up at their next renewal.")]
        public static partial void PublicationFailed(ILogger logger, Exception exception, NamedResource resource, string position);

        [LoggerMessage(EventId = EventIds.ResourceWriteFailed, Level = LogLevel.Error, Message = "Resource {Resource} could not write its state; the poll counts as failed.")]
        public static partial void WriteFailed(ILogger logger, Exception exception, NamedResource resource);

        [LoggerMessage(EventId = EventIds.ResourceStoredDocumentInvalid, Level = LogLevel.Error, Message = "Resource {Resource} found a stored document that is not JSON and starts a new epoch.")]
        public static partial void StoredDocumentInvalid(ILogger logger, Exception exception, NamedResource resource);

        [LoggerMessage(EventId = EventIds.ResourceWrittenElsewhere, Level = LogLevel.Information, Message = "Resource {Resource} has been written by another activation; this one leaves.")]
        public static partial void WrittenElsewhere(ILogger logger, NamedResource resource);

        [LoggerMessage(EventId = EventIds.ResourceRetentionNotSet, Level = LogLevel.Warning, Message = "Resource {Resource} could not set when its stored document expires; it tries again.")]
        public static partial void RetentionNotSet(ILogger logger, Exception exception, NamedResource resource);

        [LoggerMessage(EventId = EventIds.ResourceCommanded, Level = LogLevel.Information, Message = "{By} wants {Command} of resource {Resource}: {Reason}")]
        public static partial void Commanded(ILogger logger, string by, ResourceCommand command, NamedResource resource, string reason);

        [LoggerMessage(EventId = EventIds.ResourceFlightLost, Level = LogLevel.Warning, Message = "Resource {Resource} could not keep the record of its polls, and leaves them out until it can: {Reason}")]
        public static partial void FlightLost(ILogger logger, NamedResource resource, string reason);

        [LoggerMessage(EventId = EventIds.ResourcePollFailed, Level = LogLevel.Error, Message = "Resource {Resource} could not be polled because of a defect; it goes on with back-off.")]
        public static partial void PollFailed(ILogger logger, Exception exception, NamedResource resource);
    }
}
