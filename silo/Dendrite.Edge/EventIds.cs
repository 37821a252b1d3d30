namespace Dendrite.Edge;

/// <summary>The ids of what this project logs, 2000 to 2999: a hundred for each feature, never used again for something else; see docs/event-ids.md.</summary>
internal static class EventIds
{
    // Http
    public const int RequestFailed = 2001;
    public const int RenderingFailed = 2002;

    // Resources
    public const int ListenerDisconnected = 2101;

    // Webhooks
    public const int PokeRefused = 2201;
    public const int PokeValueSkipped = 2202;
}
