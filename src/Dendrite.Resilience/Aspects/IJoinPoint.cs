namespace Dendrite.Resilience.Aspects;

/// <summary>A named place in a program where filters can be put around a function.</summary>
public interface IJoinPoint
{
    /// <summary>Its name in its registry.</summary>
    string Name { get; }

    /// <summary>The type of its arguments: a tuple, whose elements are the arguments by position and by name.</summary>
    Type ArgumentsType { get; }

    /// <summary>The type of its result.</summary>
    Type ResultType { get; }
}
