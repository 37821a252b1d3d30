namespace Orleans.Hosting;

internal sealed class ClientConnectionFunction(Func<Exception, CancellationToken, Task<bool>> function) : IClientConnectionRetryFilter
{
    public Task<bool> ShouldRetryConnectionAttempt(Exception exception, CancellationToken cancellationToken) => function(exception, cancellationToken);
}
