namespace Orleans.Runtime;

/// <summary>A timer of a grain. Disposing of it cancels the tick that runs.</summary>
public interface IGrainTimer : IDisposable
{
    void Change(TimeSpan dueTime, TimeSpan period);
}
