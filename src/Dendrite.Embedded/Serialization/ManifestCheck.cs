using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Runtime;

namespace Orleans.Serialization.Configuration;

/// <summary>
/// The check of all grain interfaces and classes at the start of a silo or client. The generator has judged most of them: only
/// those that it could not be sure of, and those that the host added by hand, are looked at here.
/// </summary>
internal static class ManifestCheck
{
    public static void AddServices(IServiceCollection services) =>
        services.AddSingleton<IConfigureOptions<TypeManifestOptions>>(new ConfigureOptions<TypeManifestOptions>(static options => GrainRegistry.Refresh().Manifest.CopyTo(options)));

    public static void Run(IServiceProvider services)
    {
        var options = services.GetRequiredService<IOptions<TypeManifestOptions>>().Value;
        if (options.EnableConfigurationAnalysis == false) return;
        var registry = GrainRegistry.Current;
        var known = registry.Manifest;
        if (registry.Unproven.Count == 0 && options.Interfaces.Count == known.Interfaces.Count && options.InterfaceImplementations.Count == known.InterfaceImplementations.Count) return;
        var suspects = registry.Unproven.FindAll(t => !IsGrainClass(t));
        var interfaces = suspects.Exists(t => !t.IsInterface) ? options.Interfaces : suspects.Concat(options.Interfaces.Except(known.Interfaces));
        var generic = registry.Unproven.Where(IsGrainClass).Concat(options.InterfaceImplementations).Where(t => IsUnusable(t, options)).Distinct();
        var offences = new[]
        {
            Section("Grain interfaces take or return what can't cross a call:", SignatureCheck.Of(interfaces.OrderBy(t => t.FullName, StringComparer.Ordinal))),
            Section("The embedded engine makes no grains of generic classes:", [.. generic.Select(t => $"{t} is generic. Derive a class from it for each type that it is used with, and make it abstract.").Order(StringComparer.Ordinal)]),
        };
        if (Array.Exists(offences, o => o.Length > 0)) throw new OrleansConfigurationException(string.Join('\n', offences.Where(o => o.Length > 0)));
    }

    private static string Section(string title, List<string> offences) => offences.Count == 0 ? "" : title + '\n' + string.Join('\n', offences);

    private static bool IsGrainClass(Type type) => type.IsClass && typeof(IGrainBase).IsAssignableFrom(type);

    /// <summary>Generic, and callable, and no grain class derives from it: then nothing could ever answer its callers.</summary>
    private static bool IsUnusable(Type type, TypeManifestOptions options) =>
        type.IsGenericTypeDefinition && Array.Exists(type.GetInterfaces(), GrainRegistry.IsGrainInterface) && !options.InterfaceImplementations.Any(c => DerivesFrom(c, type));

    private static bool DerivesFrom(Type type, Type definition)
    {
        for (var t = type.BaseType; t is not null; t = t.BaseType)
        {
            if (t.IsGenericType && t.GetGenericTypeDefinition() == definition) return true;
        }
        return false;
    }
}
