using System.Diagnostics;

namespace Orleans.Configuration;

/// <summary>How long calls wait.</summary>
public abstract class MessagingOptions
{
    private TimeSpan _responseTimeout = TimeSpan.FromSeconds(30);

    /// <summary>The time that a caller waits for its answer; 30 seconds. With a debugger attached, <see cref="ResponseTimeoutWithDebugger"/>.</summary>
    public TimeSpan ResponseTimeout
    {
        get => Debugger.IsAttached ? ResponseTimeoutWithDebugger : _responseTimeout;
        set => _responseTimeout = value;
    }

    /// <summary>30 minutes.</summary>
    public TimeSpan ResponseTimeoutWithDebugger { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>The callee's token is cancelled when the time is over; false.</summary>
    public bool CancelRequestOnTimeout { get; set; }

    /// <summary>A caller that cancels its call waits until the callee has ended; false: it waits no longer.</summary>
    public bool WaitForCancellationAcknowledgement { get; set; }
}
