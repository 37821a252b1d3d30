namespace Orleans.Streams.Core;

/// <summary>A grain that is given its subscription when an event comes for which it has no observer.</summary>
public interface IStreamSubscriptionObserver
{
    Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory);
}
