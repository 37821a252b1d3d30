using Orleans.Serialization.Invocation;

namespace Orleans.Runtime;

/// <summary>A call that is about to leave its caller.</summary>
internal sealed class OutgoingCall(IOutgoingGrainCallFilter[] filters, Func<RequestBase, Task<Response>> send) : CallContext, IOutgoingGrainCallContext
{
    protected override int FilterCount => filters.Length;

    protected override object FilterAt(int index) => filters[index];

    protected override Task Call(object filter) => ((IOutgoingGrainCallFilter)filter).Invoke(this);

    /// <summary>What is sent is reused by other calls as soon as it has ended: each attempt sends a request of its own.</summary>
    protected override async Task End() => Response = await send(Request.Copy());
}
