namespace Orleans;

/// <summary>Wraps outgoing calls: what it does before and after <see cref="IGrainCallContext.Invoke"/> is around the call.</summary>
public interface IOutgoingGrainCallFilter
{
    Task Invoke(IOutgoingGrainCallContext context);
}
