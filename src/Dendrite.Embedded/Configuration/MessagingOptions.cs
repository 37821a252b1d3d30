namespace Orleans.Configuration;

/// <summary>How long calls wait.</summary>
public abstract class MessagingOptions
{
    /// <summary>The time that a caller waits for its answer; 30 seconds.</summary>
    public TimeSpan ResponseTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The callee's token is cancelled when its caller has given up.</summary>
    public bool CancelRequestOnTimeout { get; set; } = true;
}
