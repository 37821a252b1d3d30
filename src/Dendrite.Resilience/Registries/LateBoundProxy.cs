using System.Reflection;
using System.Runtime.ExceptionServices;

namespace Dendrite.Resilience.Registries;

/// <summary>Hands each call of an interface on to what is registered.</summary>
internal class LateBoundProxy : DispatchProxy
{
    private Slot? _slot;

    /// <inheritdoc/>
    public override bool Equals(object? obj)
    {
        var other = obj is LateBoundProxy { _slot: { } slot } ? slot.Value : obj;
        return ReferenceEquals(this, obj) || (_slot?.Value?.Equals(other) ?? false);
    }

    /// <inheritdoc/>
    public override int GetHashCode() => _slot!.Required.GetHashCode();

    /// <inheritdoc/>
    public override string? ToString() => _slot!.Required.ToString();

    /// <inheritdoc/>
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        try
        {
            return targetMethod!.Invoke(_slot!.Required, args);
        }
        catch (TargetInvocationException e) when (e.InnerException is { } inner)
        {
            ExceptionDispatchInfo.Throw(inner);
            throw;
        }
    }

    internal void Bind(Slot slot) => _slot = slot;
}
