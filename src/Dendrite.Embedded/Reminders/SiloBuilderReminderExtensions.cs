using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime;

namespace Orleans.Hosting;

/// <summary>The service of reminders, and reminders in a SQLite file.</summary>
public static class SiloBuilderReminderExtensions
{
    public static ISiloBuilder AddReminders(this ISiloBuilder builder)
    {
        builder.Services.AddReminders();
        return builder;
    }

    public static void AddReminders(this IServiceCollection services)
    {
        if (services.Any(s => s.ServiceType == typeof(ReminderService))) return;
        services.TryAddSingleton<ReminderService>();
        services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(static provider => provider.GetRequiredService<ReminderService>());
    }

    public static ISiloBuilder UseAdoNetReminderService(this ISiloBuilder builder, Action<AdoNetReminderTableOptions> configureOptions) =>
        builder.UseAdoNetReminderService((OptionsBuilder<AdoNetReminderTableOptions> options) => options.Configure(configureOptions));

    public static ISiloBuilder UseAdoNetReminderService(this ISiloBuilder builder, Action<OptionsBuilder<AdoNetReminderTableOptions>> configureOptions)
    {
        builder.AddReminders();
        configureOptions(builder.Services.AddOptions<AdoNetReminderTableOptions>());
        builder.Services.AddSingleton<IReminderStore>(static services =>
        {
            var options = services.GetRequiredService<IOptions<AdoNetReminderTableOptions>>().Value;
            var database = services.GetRequiredService<ClusterState>().Databases.Get(options.Invariant, options.ConnectionString, nameof(UseAdoNetReminderService));
            return new SqliteReminderStore(database, services.GetRequiredService<IOptions<ClusterOptions>>().Value.ServiceId);
        });
        return builder;
    }
}
