namespace Orleans;

/// <summary>Wraps outgoing calls: what it does before and after <see cref="IGrainCallContext.Invoke"/> is around the call.</summary>
/// <remarks>An enumeration is a sequence of calls of <see cref="Runtime.IAsyncEnumerableGrainExtension"/>.</remarks>
public interface IOutgoingGrainCallFilter
{
    Task Invoke(IOutgoingGrainCallContext context);
}
