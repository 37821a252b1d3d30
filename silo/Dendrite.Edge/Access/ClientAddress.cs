using System.Net;

namespace Dendrite.Edge.Access;

/// <summary>Whose an address is, for limits by client.</summary>
internal static class ClientAddress
{
    /// <summary>Who has one IPv6 address has its whole network of 64 bits.</summary>
    public static string PartitionOf(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        var bytes = address.GetAddressBytes();
        return Convert.ToHexStringLower(bytes.Length == 16 ? bytes.AsSpan(0, 8) : bytes);
    }
}
