namespace Dendrite.Hosting;

/// <summary>The ids of what this project logs, 3000 to 3999: a hundred for each feature, never used again for something else; see docs/event-ids.md.</summary>
internal static class EventIds
{
    // Storage
    public const int StateFileRefused = 3001;
    public const int StateFileRecovered = 3002;
    public const int FormerStateSetAside = 3003;

    // Configuration
    public const int BackendsReloaded = 3101;
    public const int ReloadRefused = 3102;
    public const int ReloadFailed = 3103;
    public const int AlwaysOnRefused = 3104;

    // Cluster
    public const int ClusterConnectionRefused = 3201;
    public const int ClusterPortsOpen = 3202;
    public const int ResourcesNotMoved = 3203;
    public const int SiloBroken = 3204;

    // Guards
    public const int GuardOutOfReach = 3301;
    public const int GuardWithinReach = 3302;

    // Registries
    public const int RegistryUnread = 3401;
    public const int RegistryEntryRefused = 3402;
}
