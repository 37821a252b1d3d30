namespace Dendrite.Resilience.Injection;

/// <summary>A dependency could not be built, and there is nothing to fall back on. Its inner exception is the reason.</summary>
public sealed class DependencyException : Exception
{
    /// <summary>Tells which dependency is missing, and why where that is known.</summary>
    public DependencyException(DependencyRequest request, Exception? reason)
        : base(Describe(request, reason), reason) => Request = request;

    /// <summary>What was to be built.</summary>
    public DependencyRequest Request { get; }

    private static string Describe(DependencyRequest request, Exception? reason)
    {
        ArgumentNullException.ThrowIfNull(request);
        var why = reason is null ? "the caller gave none and nothing builds it" : $"{reason.GetType().Name}: {reason.Message}";
        return $"'{request.Target}' has no '{request.Name}': {why}";
    }
}
