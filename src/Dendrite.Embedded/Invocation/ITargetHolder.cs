namespace Orleans.Serialization.Invocation;

/// <summary>Holds the object that a request is run on.</summary>
public interface ITargetHolder
{
    object? GetTarget();

    object? GetComponent(Type componentType);
}
