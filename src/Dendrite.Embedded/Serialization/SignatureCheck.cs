using System.Collections;
using System.Collections.Specialized;
using System.Globalization;
using System.Net;
using System.Numerics;
using System.Reflection;
using Orleans.Runtime;
using Orleans.Serialization.Cloning;

namespace Orleans.Serialization.Configuration;

/// <summary>
/// Finds what the methods of grain interfaces take or return that can't cross a call: in the signatures, and in the members of
/// the serializable types that are reached from there. An interface or abstract class is accepted: what it stands for is
/// known only when a value comes.
/// </summary>
internal sealed class SignatureCheck
{
    private static readonly HashSet<Type> Values =
    [
        typeof(string), typeof(decimal), typeof(DateTime), typeof(DateTimeOffset), typeof(DateOnly), typeof(TimeOnly), typeof(TimeSpan), typeof(Guid), typeof(Half),
        typeof(Int128), typeof(UInt128), typeof(BigInteger), typeof(Uri), typeof(Version), typeof(IPAddress), typeof(IPEndPoint), typeof(Type), typeof(CultureInfo),
        typeof(CompareInfo), typeof(BitVector32), typeof(BitArray), typeof(ArrayList), typeof(NameValueCollection), typeof(ValueTuple), typeof(GrainReference),
    ];

    private static readonly string[] ExceptionSpaces = ["System", "Microsoft", "Azure", "Orleans"];

    private readonly List<string> _offences = [];
    private readonly HashSet<Type> _seen = [];

    /// <summary>One sentence for each offence, in the order of the interfaces.</summary>
    public static List<string> Of(IEnumerable<Type> interfaces)
    {
        var check = new SignatureCheck();
        foreach (var type in interfaces) check.Look(type);
        return check._offences;
    }

    private void Look(Type grainInterface)
    {
        foreach (var method in Methods(grainInterface))
        {
            var where = $"{grainInterface}.{method.Name}";
            if (ResultOf(method.ReturnType) is { } result)
            {
                if (result != typeof(void) && result != typeof(CancellationToken)) Visit(result, where + ", result");
            }
            else
            {
                _offences.Add($"{where}, result: a grain method returns Task, Task<T>, ValueTask, ValueTask<T>, IAsyncEnumerable<T> or, for an observer, void, and not {method.ReturnType}.");
            }
            foreach (var parameter in method.GetParameters())
            {
                if (parameter.ParameterType != typeof(CancellationToken)) Visit(parameter.ParameterType, $"{where}, parameter \"{parameter.Name}\"");
            }
        }
    }

    /// <summary>With those of the interfaces that it alone can answer for: no grain interfaces themselves, or generic.</summary>
    private static IEnumerable<MethodInfo> Methods(Type grainInterface) =>
        grainInterface.GetInterfaces().Where(i => i.IsConstructedGenericType || !typeof(IAddressable).IsAssignableFrom(i)).Prepend(grainInterface).SelectMany(i => i.GetMethods(BindingFlags.Instance | BindingFlags.Public));

    /// <summary>What a method returns once it is done: void for nothing, null where that is not known.</summary>
    private static Type? ResultOf(Type type)
    {
        if (type == typeof(void) || type == typeof(Task) || type == typeof(ValueTask)) return typeof(void);
        if (!type.IsGenericType) return null;
        var definition = type.GetGenericTypeDefinition();
        return definition == typeof(Task<>) || definition == typeof(ValueTask<>) || definition == typeof(IAsyncEnumerable<>) ? type.GenericTypeArguments[0] : null;
    }

    private void Visit(Type type, string where)
    {
        if (type.IsByRef || type.IsPointer || type.IsByRefLike)
        {
            _offences.Add($"{where}: {type} can't be kept until the call is made. Take it by value, and spans as ReadOnlyMemory<T>.");
        }
        else if (type.IsArray)
        {
            Visit(type.GetElementType()!, where);
        }
        else if (type.IsConstructedGenericType && CommonCollections.Contains(type.GetGenericTypeDefinition()))
        {
            foreach (var argument in type.GenericTypeArguments) Visit(argument, where);
        }
        else if (!IsAccepted(type) && !VisitSurrogate(type, where) && !VisitMarked(type, where))
        {
            _offences.Add($"{where}: {type} has no serializer. Mark it with [GenerateSerializer] and its members with [Id], or write a converter to a surrogate with [RegisterConverter].");
        }
    }

    private static bool IsAccepted(Type type) =>
        type.ContainsGenericParameters || type == typeof(object) || type.IsInterface || type.IsAbstract || type.IsEnum || Values.Contains(type)
        || (type.IsPrimitive && type != typeof(nint) && type != typeof(nuint))
        || (type.Assembly == typeof(GrainId).Assembly && !type.IsGenericType && Shareable.Contains(type))
        || (typeof(Exception).IsAssignableFrom(type) && Array.Exists(ExceptionSpaces, s => type.Namespace?.StartsWith(s, StringComparison.Ordinal) == true));

    private bool VisitSurrogate(Type type, string where)
    {
        if (GrainRegistry.Current.ConverterOf(type) is not { } converter) return false;
        if (_seen.Add(type)) Visit(SurrogateCopiers.SurrogateOf(type, converter), $"the surrogate of {type}, met in {where}");
        return true;
    }

    private bool VisitMarked(Type type, string where)
    {
        if (!type.IsDefined(typeof(GenerateSerializerAttribute), inherit: false)) return false;
        foreach (var argument in type.GenericTypeArguments) Visit(argument, where);
        if (!_seen.Add(type)) return true;
        if (!Copiers.IsSupported(type) && !IsWhole(type.BaseType)) _offences.Add($"{where}: {type} derives from {type.BaseType}, which has no serializer. Mark that with [GenerateSerializer] too.");
        else if (!Copiers.IsSupported(type)) _offences.Add($"{where}: no code was made for {type}. It, and the types around it, must not be private, nor generic the types around it, and its project must use the engine's generator.");
        for (var t = type; t is not null && t.IsDefined(typeof(GenerateSerializerAttribute), inherit: false); t = t.BaseType)
        {
            foreach (var (name, member) in SerializedMembers.Of(t)) Visit(member, $"{t}.{name} (met in {where})");
        }
        return true;
    }

    private static bool IsWhole(Type? type) =>
        type is null || type == typeof(object) || type == typeof(ValueType) || type.IsDefined(typeof(GenerateSerializerAttribute), inherit: false);
}
