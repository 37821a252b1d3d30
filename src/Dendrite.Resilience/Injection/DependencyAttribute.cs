namespace Dendrite.Resilience.Injection;

/// <summary>Says on a parameter or property how its value is built when the caller gives none. Derive from it for each kind of dependency.</summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
public abstract class DependencyAttribute : Attribute
{
    /// <summary>Whether a failure to build is thrown though there is a default to fall back on. Default false.</summary>
    public bool MustSucceed { get; set; }

    /// <summary>Builds the value. It may be called on any thread, beside others of the same call.</summary>
    public abstract ValueTask<object?> ConstructAsync(DependencyRequest request, CancellationToken cancellationToken);
}
