using System.Net;
using System.Net.Sockets;

namespace Dendrite.IntegrationTests.Testing;

/// <summary>Ports of this machine that nobody listens on, for a silo of a cluster, which must be told them.</summary>
internal static class LocalPorts
{
    /// <summary>Two that are free now. Another process may take one before it is used; the silo then fails to start, and says so.</summary>
    public static (int First, int Second) FindTwo()
    {
        using var first = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using var second = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        first.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        second.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return (((IPEndPoint)first.LocalEndPoint!).Port, ((IPEndPoint)second.LocalEndPoint!).Port);
    }
}
