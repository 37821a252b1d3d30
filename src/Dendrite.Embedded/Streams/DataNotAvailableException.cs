using Orleans.Runtime;

namespace Orleans.Streams;

/// <summary>Events that a consumer asked for are not there.</summary>
[GenerateSerializer]
public class DataNotAvailableException : OrleansException
{
    public DataNotAvailableException()
        : this("The events are not available.")
    {
    }

    public DataNotAvailableException(string message)
        : base(message)
    {
    }

    public DataNotAvailableException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
