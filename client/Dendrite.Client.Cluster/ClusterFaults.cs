using System.Data.Common;
using System.Net.Sockets;
using Dendrite.Protocol;
using Orleans.Serialization;
using Polly.Timeout;

namespace Dendrite.Client.Cluster;

/// <summary>Tells a cluster, or its database, that does not answer for now from everything else: the one place where Orleans's exceptions become ours.</summary>
public static class ClusterFaults
{
    /// <summary>The transient error that an exception of a grain call stands for; null where it is another matter.</summary>
    public static DendriteException? Of(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return exception switch
        {
            ClusterException known => known,
            StorageException known => known,
            DendriteException => null,
            SiloUnavailableException or OrleansMessageRejectionException or ClientNotAvailableException => new ClusterException("A silo of the cluster was lost or is out of reach.", exception),
            // Orleans places grains by Polly, whose time-outs are of another type.
            TimeoutException or TimeoutRejectedException => new ClusterException("The cluster did not answer in time.", exception),
            DbException => new StorageException("The database of the cluster is out of reach.", exception),
            SocketException or IOException => new ClusterException("The cluster cannot be reached.", exception),
            // What the other silo threw is of a type that does not travel: a driver's, a library's. Its own log has it.
            CodecNotFoundException => new ClusterException("A silo of the cluster failed to do this.", exception),
            OrleansException { InnerException: { } inner } => Of(inner),
            OrleansException => new ClusterException("The cluster is not able to do this now.", exception),
            _ => null,
        };
    }

    /// <summary>Asks, and throws what a fault stands for.</summary>
    /// <exception cref="ClusterException">The cluster does not answer for now.</exception>
    /// <exception cref="StorageException">Its database does not.</exception>
    internal static async Task<T> TellAsync<T>(Func<Task<T>> question)
    {
        try
        {
            return await question().ConfigureAwait(false);
        }
        catch (Exception e) when (Of(e) is { } fault)
        {
            throw fault;
        }
    }
}
