using Dendrite.Contracts;

namespace Dendrite.Hosting.Cluster;

/// <summary>Asks the cluster's database whether it answers: however many ask for its health, one question in <see cref="Period"/>, within <see cref="Limit"/>.</summary>
/// <param name="ask">The question; it throws <see cref="ClusterDatabaseException"/> where the database does not answer.</param>
/// <param name="clock">The clock of both.</param>
internal sealed class ClusterDatabaseHealth(Func<CancellationToken, Task> ask, TimeProvider clock) : IDependency
{
    /// <summary>How long an answer counts.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    /// <summary>How long is waited for one.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private Task<string?>? _answer;
    private long _askedAt;

    /// <inheritdoc/>
    public Task<string?> FindFaultAsync()
    {
        lock (_lock)
        {
            if (_answer is not null && clock.GetElapsedTime(_askedAt) < Period) return _answer;
            _askedAt = clock.GetTimestamp();
            return _answer = AskAsync();
        }
    }

    private async Task<string?> AskAsync()
    {
        using var limit = new CancellationTokenSource(Limit, clock);
        try
        {
            // A driver may look up a name before it looks at its token.
            await ask(limit.Token).WaitAsync(limit.Token);
            return null;
        }
        catch (OperationCanceledException)
        {
            return $"The cluster's database gave no answer within {Limit.TotalSeconds:0} s.";
        }
        catch (ClusterDatabaseException e)
        {
            return e.Message;
        }
    }
}
