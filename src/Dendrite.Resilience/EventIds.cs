namespace Dendrite.Resilience;

/// <summary>The ids of what this project logs, 4000 to 4999: a hundred for each feature, never used again for something else; see docs/event-ids.md.</summary>
internal static class EventIds
{
    // Guards
    public const int BreakerOpened = 4001;
    public const int BreakerChanged = 4002;
    public const int CallbackThrew = 4003;
}
