using Dendrite.Contracts.Guards;
using Dendrite.Protocol;
using Microsoft.Extensions.Logging;

namespace Dendrite.Grains.Guards;

internal sealed partial class BreakerGrain
{
    private static partial class Log
    {
        [LoggerMessage(EventId = EventIds.BreakerChanged, Level = LogLevel.Warning, Message = "The breaker of {Guard} goes from {From} to {To}: {Reason} {By}")]
        public static partial void Changed(ILogger logger, GuardKey guard, CircuitState from, CircuitState to, string reason, string by);

        [LoggerMessage(EventId = EventIds.BreakerWriteFailed, Level = LogLevel.Error, Message = "The breaker of {Guard} could not store its decision; the one before stands.")]
        public static partial void WriteFailed(ILogger logger, Exception exception, GuardKey guard);

        [LoggerMessage(EventId = EventIds.BreakerPublicationFailed, Level = LogLevel.Error, Message = "The breaker of {Guard} could not publish its decision; silos hear of it by the answer to their next report.")]
        public static partial void PublicationFailed(ILogger logger, Exception exception, GuardKey guard);
    }
}
