using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Runtime;

namespace Orleans.Serialization.Configuration;

/// <summary>
/// The check of all grain interfaces at the start of a silo or client. The generator has judged most of them: only those that
/// it could not be sure of, and those that the host added by hand, are looked at here.
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
        if (registry.Unproven.Count == 0 && options.Interfaces.Count == registry.Manifest.Interfaces.Count) return;
        var suspects = registry.Unproven.Exists(t => !t.IsInterface) ? options.Interfaces : registry.Unproven.Concat(options.Interfaces.Except(registry.Manifest.Interfaces));
        var offences = SignatureCheck.Of(suspects.OrderBy(t => t.FullName, StringComparer.Ordinal));
        if (offences.Count > 0) throw new OrleansConfigurationException("Grain interfaces take or return what can't cross a call:\n" + string.Join('\n', offences));
    }
}
