namespace Orleans.Streams;

/// <summary>Receives the events of a stream in batches.</summary>
public interface IAsyncBatchObserver<T>
{
    Task OnNextAsync(IList<SequentialItem<T>> items);

    Task OnCompletedAsync();

    Task OnErrorAsync(Exception ex);
}
