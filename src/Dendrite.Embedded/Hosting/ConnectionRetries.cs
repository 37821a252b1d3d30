using Orleans.Runtime.Messaging;

namespace Orleans.Hosting;

/// <summary>Fifteen further attempts, each after a longer wait than the one before: three minutes in all.</summary>
internal sealed class ConnectionRetries(TimeProvider clock) : IClientConnectionRetryFilter
{
    private const int Most = 15;
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1.5);
    private int _attempts;

    public async Task<bool> ShouldRetryConnectionAttempt(Exception exception, CancellationToken cancellationToken)
    {
        if (_attempts == Most || exception is not ConnectionFailedException) return false;
        await Task.Delay(Step * ++_attempts, clock, cancellationToken);
        return true;
    }
}
