using System.Data.Common;
using System.Net.Sockets;
using Dendrite.Protocol;
using Dendrite.Resources;

namespace Dendrite.Grains.Resources;

/// <summary>Tells a store that refuses or can't be reached from a defect. Stores throw what they like, and Orleans wraps it.</summary>
internal static class StoreFaults
{
    /// <summary>Why nothing can be stored for now; null where the exception is something else.</summary>
    public static PollOutcome.Failed? Of(Exception exception)
    {
        for (var e = exception; e is not null; e = e.InnerException)
        {
            switch (e)
            {
                // Ours says the cause; it has been logged, once for all resources.
                case StorageException refused:
                    return new(refused.Code, refused.Message);
                // The texts of a driver may hold addresses and accounts; they are in the log.
                case DbException or SocketException or IOException or TimeoutException:
                    return new(DendriteErrorCode.StorageUnavailable, "State cannot be kept: the store is out of reach.");
            }
        }
        return null;
    }

    /// <summary>Does it, and throws what a fault stands for.</summary>
    /// <exception cref="StorageException">The store refuses, or can't be reached.</exception>
    public static async Task<T> TellAsync<T>(Func<Task<T>> question)
    {
        try
        {
            return await question();
        }
        catch (Exception e) when (Of(e) is { } fault)
        {
            throw new StorageException(fault.Reason, e);
        }
    }
}
