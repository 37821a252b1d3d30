namespace Orleans.Streams;

/// <summary>Receives the events of a stream one by one: the next is delivered when the task of the last has ended.</summary>
public interface IAsyncObserver<in T>
{
    Task OnNextAsync(T item, StreamSequenceToken? token = null);

    Task OnCompletedAsync();

    Task OnErrorAsync(Exception ex);
}
