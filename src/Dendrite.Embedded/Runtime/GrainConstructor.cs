using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace Orleans.Runtime;

/// <summary>Makes instances of a grain class: services by type, states by their attribute.</summary>
internal sealed class GrainConstructor
{
    private readonly ConstructorInvoker _invoker;
    private readonly Func<GrainActivation, object?>[] _arguments;

    public GrainConstructor(Type grainClass)
    {
        var constructors = grainClass.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic);
        var chosen = constructors.FirstOrDefault(c => c.IsDefined(typeof(ActivatorUtilitiesConstructorAttribute)))
            ?? constructors.Where(c => c.IsPublic).MaxBy(c => c.GetParameters().Length)
            ?? throw new InvalidOperationException($"A suitable constructor for type '{grainClass}' could not be located. Ensure the type is concrete and has a public constructor.");
        _invoker = ConstructorInvoker.Create(chosen);
        _arguments = [.. chosen.GetParameters().Select(p => Argument(grainClass, p))];
    }

    public object Create(GrainActivation activation)
    {
        if (_arguments.Length == 0) return _invoker.Invoke();
        var values = new object?[_arguments.Length];
        for (var i = 0; i < values.Length; i++) values[i] = _arguments[i](activation);
        return _invoker.Invoke(values.AsSpan());
    }

    private static Func<GrainActivation, object?> Argument(Type grainClass, ParameterInfo parameter)
    {
        if (parameter.ParameterType == typeof(IGrainContext)) return static activation => activation;
        if (parameter.GetCustomAttributes().OfType<IFacetMetadata>().FirstOrDefault() is { } facet) return FacetFactory.Create(parameter, facet);
        if (parameter.GetCustomAttribute<FromKeyedServicesAttribute>() is { } keyed)
            return activation => activation.ActivationServices.GetRequiredKeyedService(parameter.ParameterType, keyed.Key);
        return activation => activation.ActivationServices.GetService(parameter.ParameterType)
            ?? (parameter.HasDefaultValue
                ? parameter.DefaultValue
                : throw new InvalidOperationException($"Unable to resolve service for type '{parameter.ParameterType}' while attempting to activate '{grainClass}'."));
    }
}
