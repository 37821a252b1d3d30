namespace Orleans.Runtime;

/// <summary>An outgoing filter that is a function.</summary>
internal sealed class OutgoingFunction(OutgoingGrainCallFilterDelegate filter) : IOutgoingGrainCallFilter
{
    public Task Invoke(IOutgoingGrainCallContext context) => filter(context);
}
