namespace Orleans.Runtime;

/// <summary>Runs once when the silo becomes active. If it throws, the silo doesn't start.</summary>
public interface IStartupTask
{
    Task Execute(CancellationToken cancellationToken);
}
