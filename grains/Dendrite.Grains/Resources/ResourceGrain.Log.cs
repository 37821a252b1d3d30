using Dendrite.Protocol;
using Microsoft.Extensions.Logging;

namespace Dendrite.Grains.Resources;

internal sealed partial class ResourceGrain
{
    private static partial class Log
    {
        [LoggerMessage(EventId = 1001, Level = LogLevel.Debug, Message = "Resource of backend {Backend} starts to poll.")]
        public static partial void PollingStarted(ILogger logger, string backend);

        [LoggerMessage(EventId = 1002, Level = LogLevel.Debug, Message = "Resource of backend {Backend} stops to poll.")]
        public static partial void PollingStopped(ILogger logger, string backend);

        [LoggerMessage(EventId = 1003, Level = LogLevel.Warning, Message = "Resource of backend {Backend} is stale: {Code}, {Reason}")]
        public static partial void BecameStale(ILogger logger, string backend, DendriteErrorCode code, string reason);

        [LoggerMessage(EventId = 1004, Level = LogLevel.Information, Message = "Resource of backend {Backend} is fresh again after {Failures} failures.")]
        public static partial void BecameFresh(ILogger logger, string backend, int failures);

        [LoggerMessage(EventId = 1005, Level = LogLevel.Error, Message = "Resource of backend {Backend} could not publish position {Position}; listeners catch up at their next renewal.")]
        public static partial void PublicationFailed(ILogger logger, Exception exception, string backend, string position);

        [LoggerMessage(EventId = 1006, Level = LogLevel.Error, Message = "Resource of backend {Backend} could not write its state; the poll counts as failed.")]
        public static partial void WriteFailed(ILogger logger, Exception exception, string backend);

        [LoggerMessage(EventId = 1007, Level = LogLevel.Error, Message = "Resource of backend {Backend} found a stored document that is not JSON and starts a new epoch.")]
        public static partial void StoredDocumentInvalid(ILogger logger, Exception exception, string backend);

        [LoggerMessage(EventId = 1008, Level = LogLevel.Error, Message = "Resource of backend {Backend} could not be polled because of a defect; it goes on with back-off.")]
        public static partial void PollFailed(ILogger logger, Exception exception, string backend);
    }
}
