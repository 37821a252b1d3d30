using Dendrite.Protocol;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Dendrite.Client;

/// <summary>Adds the client over HTTP to anybody's services.</summary>
public static class DendriteClientServiceExtensions
{
    internal static readonly string[] Keys = [nameof(DendriteClientOptions.Server), nameof(DendriteClientOptions.SilenceLimit)];

    /// <summary>
    /// Adds one <see cref="DendriteClient"/>, and it as the <see cref="IDendriteClient"/> where there is none yet. Options are read below
    /// <see cref="DendriteClientOptions.SectionName"/> where the host has a configuration, then set by <paramref name="configure"/>, and
    /// checked at start with all faults at once.
    /// </summary>
    public static IServiceCollection AddDendriteClient(this IServiceCollection services, Action<DendriteClientOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddOptions<DendriteClientOptions>()
            .Configure<IServiceProvider>(static (options, provider) =>
            {
                if (provider.GetService<IConfiguration>() is { } configuration) Read(configuration.GetSection(DendriteClientOptions.SectionName), options);
            })
            .Configure(options => configure?.Invoke(options))
            .ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<DendriteClientOptions>, DendriteClientOptionsValidator>());
        services.TryAddSingleton(static provider =>
        {
            var options = provider.GetRequiredService<IOptions<DendriteClientOptions>>().Value;
            return new DendriteClient(options.Server!) { SilenceLimit = options.SilenceLimit };
        });
        services.TryAddSingleton<IDendriteClient>(static provider => provider.GetRequiredService<DendriteClient>());
        return services;
    }

    /// <summary>Sets what the section sets. By hand: binding by reflection is not for programs compiled ahead of time.</summary>
    private static void Read(IConfigurationSection section, DendriteClientOptions options)
    {
        foreach (var child in section.GetChildren())
            if (!Keys.Contains(child.Key, StringComparer.OrdinalIgnoreCase)) options.Faults.Add($"{child.Path} is not known{NearestName.Question(child.Key, Keys)} Known are {string.Join(", ", Keys)}.");
        var (server, limit) = (section.GetSection(nameof(options.Server)), section.GetSection(nameof(options.SilenceLimit)));
        if (server.Value is { Length: > 0 } address)
        {
            if (Uri.TryCreate(address, UriKind.Absolute, out var uri) && DendriteClientOptionsValidator.IsServer(uri)) options.Server = uri;
            else options.Faults.Add($"{server.Path} is '{address}', not an absolute http or https address.");
        }
        if (limit.Value is not { Length: > 0 } text) return;
        if (Duration.TryParse(text, out var value)) options.SilenceLimit = value;
        else options.Faults.Add($"{limit.Path} is '{text}', not a duration such as 200ms, 5s, 2m, 1h or 00:00:05.");
    }
}
