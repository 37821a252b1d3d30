namespace Orleans;

/// <summary>Wraps incoming calls: what it does before and after <see cref="IGrainCallContext.Invoke"/> is around the call.</summary>
/// <remarks>An enumeration is a sequence of calls of <see cref="Runtime.IAsyncEnumerableGrainExtension"/>.</remarks>
public interface IIncomingGrainCallFilter
{
    Task Invoke(IIncomingGrainCallContext context);
}
