using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace Orleans.Runtime;

/// <summary>Makes the constructor arguments that an attribute asks for.</summary>
internal static class FacetFactory
{
    private static readonly MethodInfo CreateState = typeof(IPersistentStateFactory).GetMethod(nameof(IPersistentStateFactory.Create))!;

    public static Func<GrainActivation, object?> Create(ParameterInfo parameter, IFacetMetadata facet)
    {
        if (facet is not PersistentStateAttribute state)
            throw new NotSupportedException($"Parameter '{parameter.Name}' of {parameter.Member.DeclaringType}: the embedded engine knows no facet but [PersistentState].");
        if (!parameter.ParameterType.IsGenericType || parameter.ParameterType.GetGenericTypeDefinition() != typeof(IPersistentState<>))
            throw new ArgumentException($"Parameter '{parameter.Name}' on the constructor for '{parameter.Member.DeclaringType}' has an unsupported type, '{parameter.ParameterType}'. It must be an {typeof(IPersistentState<>)} because it has a [PersistentState] attribute.", nameof(parameter));
        IPersistentStateConfiguration configuration = string.IsNullOrEmpty(state.StateName) ? new PersistentStateAttribute(parameter.Name!, state.StorageName) : state;
        var create = MethodInvoker.Create(CreateState.MakeGenericMethod(parameter.ParameterType.GenericTypeArguments));
        return activation => create.Invoke(activation.ActivationServices.GetRequiredService<IPersistentStateFactory>(), activation, configuration);
    }
}
