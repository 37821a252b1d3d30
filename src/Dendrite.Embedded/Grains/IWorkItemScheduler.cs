namespace Orleans.Runtime;

/// <summary>Runs work on an activation's turn.</summary>
public interface IWorkItemScheduler
{
    void QueueAction(Action action);

    void QueueTask(Task task);

    void QueueAction(Action<object> action, object state);
}
