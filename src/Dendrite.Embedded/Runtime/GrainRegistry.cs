using System.Collections.Concurrent;
using System.Reflection;
using Orleans.Serialization.Cloning;
using Orleans.Serialization.Configuration;
using Orleans.Streams;

namespace Orleans.Runtime;

/// <summary>
/// The grain interfaces, grain classes and copiers of all loaded assemblies, as their generated manifests name them. It is
/// one for the process and is made anew when a silo starts after further assemblies were loaded.
/// </summary>
internal sealed class GrainRegistry
{
    private static readonly Lock Gate = new();
    private static GrainRegistry? TheCurrent;

    private readonly HashSet<Assembly> _assemblies = [];
    private readonly TypeManifestOptions _manifest = new();
    private readonly List<IServiceProvider> _factories = [];
    private readonly Dictionary<GrainType, Type> _classes = [];
    private readonly ConcurrentDictionary<GrainType, GrainTypeInfo> _types = new();
    private Dictionary<GrainInterfaceType, Type>? _interfaces;
    private List<(GrainType, Type, IStreamNamespacePredicate[])>? _implicitSubscribers;
    private int _loadedAssemblies;

    private GrainRegistry()
    {
    }

    public static GrainRegistry Current => TheCurrent ?? Refresh();

    public TypeManifestOptions Manifest => _manifest;

    /// <summary>The interfaces and serializable types of which the compiler could not tell that all they hold may cross a call.</summary>
    public List<Type> Unproven { get; } = [];

    /// <summary>The grain classes with an implicit stream subscription.</summary>
    public IReadOnlyList<(GrainType Type, Type Class, IStreamNamespacePredicate[] Predicates)> ImplicitSubscribers => _implicitSubscribers ??=
        [.. _classes.Where(c => c.Value.IsDefined(typeof(ImplicitStreamSubscriptionAttribute)))
            .Select(c => (c.Key, c.Value, c.Value.GetCustomAttributes<ImplicitStreamSubscriptionAttribute>().Select(a => a.Predicate).ToArray()))];

    /// <summary>Looks whether further assemblies were loaded since.</summary>
    public static GrainRegistry Refresh()
    {
        lock (Gate)
        {
            var loaded = AppDomain.CurrentDomain.GetAssemblies();
            if (TheCurrent is { } current && current._loadedAssemblies == loaded.Length) return current;
            var registry = new GrainRegistry();
            if (Assembly.GetEntryAssembly() is { } entry) registry.AddPart(entry);
            foreach (var assembly in loaded) registry.AddPart(assembly);
            registry._loadedAssemblies = AppDomain.CurrentDomain.GetAssemblies().Length;
            registry.NameClasses();
            TheCurrent = registry;
            Copiers.Forget();
            return registry;
        }
    }

    public static bool IsGrainInterface(Type type) =>
        type.IsInterface && typeof(IAddressable).IsAssignableFrom(type) && type.Namespace is not ("Orleans" or "Orleans.Runtime");

    public static GrainInterfaceType InterfaceTypeOf(Type type) =>
        type.GetCustomAttribute<GrainInterfaceTypeAttribute>()?.Value ?? GrainInterfaceType.Create(NameOf(type));

    public GrainTypeInfo? Find(GrainType type) => _classes.ContainsKey(type) ? Get(type) : null;

    public Type? FindInterface(GrainInterfaceType type) =>
        (_interfaces ??= _manifest.Interfaces.Where(i => !i.IsGenericTypeDefinition).ToDictionary(InterfaceTypeOf)).GetValueOrDefault(type);

    /// <summary>The kind of grain that an interface means.</summary>
    public GrainType Resolve(Type interfaceType, string? prefix)
    {
        var found = _classes.Where(c => interfaceType.IsAssignableFrom(c.Value)).ToList();
        if (prefix is not null) found = found.FindAll(c => c.Value.FullName!.StartsWith(prefix, StringComparison.Ordinal) || c.Value.Name.StartsWith(prefix, StringComparison.Ordinal));
        if (found.Count > 1)
        {
            var conventional = found.FindAll(c => "I" + c.Value.Name == interfaceType.Name);
            if (conventional.Count == 1) found = conventional;
        }
        return found.Count switch
        {
            1 => found[0].Key,
            0 => throw new ArgumentException($"Could not find an implementation for interface {interfaceType.FullName}{(prefix is null ? "" : " with prefix " + prefix)}"),
            _ => throw new ArgumentException($"Unable to identify a single appropriate grain type for interface {interfaceType.FullName}. Candidates: {string.Join(", ", found.Select(c => $"{c.Key} ({c.Value.FullName})"))}"),
        };
    }

    public Func<GrainReferenceShared, IdSpan, GrainReference> ReferenceFactoryOf(Type interfaceType)
    {
        foreach (var factory in _factories)
        {
            if (factory.GetService(interfaceType) is Func<GrainReferenceShared, IdSpan, GrainReference> create) return create;
        }
        throw new ArgumentException($"No reference class was generated for {interfaceType.FullName}: its project must use the engine's code generator, and the interface must be visible in its assembly.");
    }

    /// <summary>The generated copier of a serializable type, or null.</summary>
    public object? CopierOf(Type type) => _factories.Select(f => f.GetService(type)).FirstOrDefault(c => c is not null) ?? GenericCopierOf(type);

    /// <summary>The converter of the type to its surrogate, or null.</summary>
    public Type? ConverterOf(Type type)
    {
        var definition = type.IsConstructedGenericType ? type.GetGenericTypeDefinition() : type;
        var converter = _manifest.Converters.FirstOrDefault(c => c.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IConverter<,>)
            && (i.GenericTypeArguments[0] == type || (c.IsGenericTypeDefinition && i.GenericTypeArguments[0] is { IsGenericType: true } value && value.GetGenericTypeDefinition() == definition))));
        return converter is { IsGenericTypeDefinition: true } ? converter.MakeGenericType(type.GenericTypeArguments) : converter;
    }

    private static string NameOf(Type type) =>
        type.GetCustomAttribute<AliasAttribute>()?.Alias ?? type.FullName ?? type.Name;

    private object? GenericCopierOf(Type type)
    {
        if (!type.IsConstructedGenericType) return null;
        var definition = type.GetGenericTypeDefinition();
        var copier = _manifest.Copiers.FirstOrDefault(c => c.IsGenericTypeDefinition
            && c.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericArguments()[0] is { IsGenericType: true } copied && copied.GetGenericTypeDefinition() == definition));
        return copier is null ? null : Activator.CreateInstance(copier.MakeGenericType(type.GenericTypeArguments));
    }

    private GrainTypeInfo Get(GrainType type) => _types.GetOrAdd(type, static (t, classes) => new GrainTypeInfo(t, classes[t]), _classes);

    private void AddPart(Assembly assembly)
    {
        if (assembly.IsDynamic || assembly.GetName().Name is not { } name || name.StartsWith("System.", StringComparison.Ordinal) || name.StartsWith("Microsoft.", StringComparison.Ordinal) || !_assemblies.Add(assembly)) return;
        foreach (var attribute in assembly.GetCustomAttributes<TypeManifestProviderAttribute>())
        {
            var provider = (TypeManifestProviderBase)Activator.CreateInstance(attribute.ProviderType)!;
            provider.Configure(_manifest);
            if (provider is not IServiceProvider factory) continue;
            _factories.Add(factory);
            if (factory.GetService(typeof(TypeManifestOptions)) is Type[] unproven) Unproven.AddRange(unproven);
        }
        foreach (var part in assembly.GetCustomAttributes<ApplicationPartAttribute>())
        {
            if (part.AssemblyName != name) AddPart(Assembly.Load(part.AssemblyName));
        }
    }

    private void NameClasses()
    {
        foreach (var grainClass in _manifest.InterfaceImplementations)
        {
            var type = grainClass.GetCustomAttribute<GrainTypeAttribute>()?.Value ?? GrainType.Create(ConventionalName(grainClass));
            if (!_classes.TryAdd(type, grainClass))
                throw new InvalidOperationException($"Grain type {type} is claimed by {_classes[type].FullName} and by {grainClass.FullName}. Give one of them a [GrainType].");
        }
    }

    /// <summary>The class's name in lower case without a trailing "grain".</summary>
    private static string ConventionalName(Type grainClass)
    {
        var name = grainClass.Name.ToLowerInvariant();
        return name.Length > 5 && name.EndsWith("grain", StringComparison.Ordinal) ? name[..^5] : name;
    }
}
