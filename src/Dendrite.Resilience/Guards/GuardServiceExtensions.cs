using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Dendrite.Resilience.Guards;

/// <summary>Adds guards to anybody's services.</summary>
public static class GuardServiceExtensions
{
    /// <summary>
    /// Adds a <see cref="GuardDirectory"/>, and each of its guards as a keyed service: <c>[FromKeyedServices("weather")] Guard guard</c>.
    /// What a guard is like says its <see cref="GuardOptions"/> of that name. Its changes are logged and measured.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="guards">A section with a section for each guard, read again when it changes: the guard is then declared anew on its next use, and calls that run end as they began. Null for none.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddDendriteResilience(this IServiceCollection services, IConfiguration? guards = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions();
        services.AddLogging();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(Directory);
        // Transient: the directory holds the guard, and gives the new one where its options have changed.
        services.TryAddKeyedTransient(KeyedService.AnyKey, static (provider, key) => provider.GetRequiredService<GuardDirectory>()[key!.ToString()!]);
        if (guards is null) return services;
        foreach (var guard in guards.GetChildren())
        {
            services.Configure<GuardOptions>(guard.Key, guard, static binder => binder.ErrorOnUnknownConfiguration = true);
            services.AddSingleton(new DeclaredGuard(guard));
        }
        return services;
    }

    /// <summary>Declares a guard, after what the configuration says of it.</summary>
    /// <param name="services">The services.</param>
    /// <param name="name">Its name, which is also its key.</param>
    /// <param name="configure">Sets its options.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddDendriteGuard(this IServiceCollection services, string name, Action<GuardOptions> configure)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(configure);
        return services.AddDendriteResilience().Configure(name, configure);
    }

    /// <summary>Sends the client's requests through a guard, made anew with each handler, so that a changed declaration takes effect.</summary>
    /// <param name="builder">The client.</param>
    /// <param name="name">The guard's name; the client's where null.</param>
    /// <returns>The client.</returns>
    public static IHttpClientBuilder AddDendriteGuard(this IHttpClientBuilder builder, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddDendriteResilience();
        var guard = name ?? builder.Name;
        ArgumentException.ThrowIfNullOrWhiteSpace(guard, nameof(name));
        return builder.AddHttpMessageHandler(provider =>
            new GuardHandler(provider.GetRequiredService<GuardDirectory>()[guard], time: provider.GetRequiredService<TimeProvider>()));
    }

    private static GuardDirectory Directory(IServiceProvider provider)
    {
        var options = provider.GetRequiredService<IOptionsMonitor<GuardOptions>>();
        var declared = provider.GetServices<DeclaredGuard>().ToLookup(d => d.Name, d => d.Section);
        var texts = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
        var directory = new GuardDirectory(options.Get, provider.GetRequiredService<TimeProvider>());
        directory.Added += guard => texts[guard.Name] = TextOf(guard.Name);
        _ = new GuardTelemetry(directory, provider.GetRequiredService<ILoggerFactory>(), provider.GetService<IMeterFactory>());
        options.OnChange((_, name) =>
        {
            // A configuration that is read again tells of every section; a guard that stays as it was keeps its breaker.
            if (name is not null && texts.TryGetValue(name, out var before) && before != TextOf(name)) directory.Remove(name);
        });
        return directory;

        string TextOf(string name) => string.Join('\n', declared[name].SelectMany(section => section.AsEnumerable()).Select(pair => $"{pair.Key}={pair.Value}"));
    }

    private sealed class DeclaredGuard(IConfigurationSection section)
    {
        public string Name => Section.Key;

        public IConfigurationSection Section { get; } = section;
    }
}
