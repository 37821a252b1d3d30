namespace Orleans;

/// <summary>Wraps incoming calls: what it does before and after <see cref="IGrainCallContext.Invoke"/> is around the call.</summary>
public interface IIncomingGrainCallFilter
{
    Task Invoke(IIncomingGrainCallContext context);
}
