using Microsoft.Extensions.Logging;

namespace Orleans.Runtime;

/// <summary>What the engine logs.</summary>
internal sealed partial class EngineLog(ILoggerFactory factory)
{
    private readonly ILogger _logger = factory.CreateLogger("Orleans.Runtime.Silo");

    [LoggerMessage(100, LogLevel.Error, "Work in a turn of {Grain} failed.")]
    public partial void TurnFailed(GrainId grain, Exception exception);

    [LoggerMessage(101, LogLevel.Error, "{Grain} could not be activated.")]
    public partial void ActivationFailed(GrainId grain, Exception exception);

    [LoggerMessage(102, LogLevel.Error, "The deactivation of {Grain} failed.")]
    public partial void DeactivationFailed(GrainId grain, Exception exception);

    [LoggerMessage(103, LogLevel.Warning, "One-way call {Call} failed.")]
    public partial void OneWayFailed(string call, Exception exception);

    [LoggerMessage(104, LogLevel.Error, "A timer of {Grain} failed.")]
    public partial void TimerFailed(GrainId grain, Exception exception);

    [LoggerMessage(105, LogLevel.Warning, "Delivery of stream {Stream} to subscription {Subscription} failed.")]
    public partial void DeliveryFailed(string stream, Guid subscription, Exception exception);

    [LoggerMessage(106, LogLevel.Warning, "The silo stopped with failures.")]
    public partial void StopFailed(Exception exception);

    [LoggerMessage(107, LogLevel.Warning, "Subscription {Subscription} of stream {Stream} took nothing for {Time} while its queue was full: its producers no longer wait for it.")]
    public partial void ConsumerLeftBehind(string stream, Guid subscription, TimeSpan time);

    [LoggerMessage(108, LogLevel.Warning, "Stream {Stream} could not be read or its progress not be saved for subscription {Subscription}; it is tried again.")]
    public partial void StreamStoreFailed(string stream, Guid subscription, Exception exception);

    [LoggerMessage(109, LogLevel.Warning, "Another silo of this process with the cluster id {ClusterId} has the gateway port {Port}: clients that connect from now on reach this one. Give one of them another port or cluster id.")]
    public partial void GatewayShared(int port, string clusterId);
}
