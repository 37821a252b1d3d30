using Dendrite.Edge.Protocols;
using Microsoft.AspNetCore.Builder;

namespace Dendrite.Protocols;

/// <summary>A protocol that records that it was mapped, and refuses to be mapped twice.</summary>
internal sealed class RecordingProtocol(string name) : IListenProtocol
{
    public string Name => name;

    public bool IsMapped { get; private set; }

    public void Map(WebApplication app)
    {
        if (IsMapped) throw new InvalidOperationException($"{Name} is mapped already.");
        IsMapped = true;
    }
}
