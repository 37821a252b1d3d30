using Dendrite.Contracts.Resources;
using Dendrite.Protocol;
using Microsoft.Extensions.Logging;

namespace Dendrite.Grains.Resources;

internal sealed partial class ResourceGrain
{
    private static partial class Log
    {
        [LoggerMessage(EventId = EventIds.ResourcePollingStarted, Level = LogLevel.Debug, Message = "Resource of backend {Backend} starts to poll.")]
        public static partial void PollingStarted(ILogger logger, string backend);

        [LoggerMessage(EventId = EventIds.ResourcePollingStopped, Level = LogLevel.Debug, Message = "Resource of backend {Backend} stops to poll.")]
        public static partial void PollingStopped(ILogger logger, string backend);

        [LoggerMessage(EventId = EventIds.ResourceStale, Level = LogLevel.Warning, Message = "Resource of backend {Backend} is stale: {Code}, {Reason}")]
        public static partial void BecameStale(ILogger logger, string backend, DendriteErrorCode code, string reason);

        [LoggerMessage(EventId = EventIds.ResourceGone, Level = LogLevel.Information, Message = "Resource of backend {Backend} is gone: {Reason}")]
        public static partial void BecameGone(ILogger logger, string backend, string reason);

        [LoggerMessage(EventId = EventIds.ResourceAnswerIsOdd, Level = LogLevel.Warning, Message = "Resource of backend {Backend}: {Warning}")]
        public static partial void AnswerIsOdd(ILogger logger, string backend, string warning);

        [LoggerMessage(EventId = EventIds.ResourceFresh, Level = LogLevel.Information, Message = "Resource of backend {Backend} is fresh again after {Failures} failures.")]
        public static partial void BecameFresh(ILogger logger, string backend, int failures);

        [LoggerMessage(EventId = EventIds.ResourcePublicationFailed, Level = LogLevel.Error, Message = "Resource of backend {Backend} could not publish position {Position}; listeners catch up at their next renewal.")]
        public static partial void PublicationFailed(ILogger logger, Exception exception, string backend, string position);

        [LoggerMessage(EventId = EventIds.ResourceWriteFailed, Level = LogLevel.Error, Message = "Resource of backend {Backend} could not write its state; the poll counts as failed.")]
        public static partial void WriteFailed(ILogger logger, Exception exception, string backend);

        [LoggerMessage(EventId = EventIds.ResourceStoredDocumentInvalid, Level = LogLevel.Error, Message = "Resource of backend {Backend} found a stored document that is not JSON and starts a new epoch.")]
        public static partial void StoredDocumentInvalid(ILogger logger, Exception exception, string backend);

        [LoggerMessage(EventId = EventIds.ResourceWrittenElsewhere, Level = LogLevel.Information, Message = "Resource of backend {Backend} has been written by another activation; this one leaves.")]
        public static partial void WrittenElsewhere(ILogger logger, string backend);

        [LoggerMessage(EventId = EventIds.ResourceRetentionNotSet, Level = LogLevel.Warning, Message = "Resource of backend {Backend} could not set when its stored document expires; it tries again.")]
        public static partial void RetentionNotSet(ILogger logger, Exception exception, string backend);

        [LoggerMessage(EventId = EventIds.ResourceCommanded, Level = LogLevel.Information, Message = "{By} wants {Command} of resource {Address} ({Key}): {Reason}")]
        public static partial void Commanded(ILogger logger, string by, ResourceCommand command, string address, string key, string reason);

        [LoggerMessage(EventId = EventIds.ResourcePollFailed, Level = LogLevel.Error, Message = "Resource of backend {Backend} could not be polled because of a defect; it goes on with back-off.")]
        public static partial void PollFailed(ILogger logger, Exception exception, string backend);
    }
}
