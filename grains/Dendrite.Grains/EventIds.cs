namespace Dendrite.Grains;

/// <summary>The ids of what this project logs, 1000 to 1999: a hundred for each feature, never used again for something else; see docs/event-ids.md.</summary>
internal static class EventIds
{
    // Resources
    public const int ResourcePollingStarted = 1001;
    public const int ResourcePollingStopped = 1002;
    public const int ResourceStale = 1003;
    public const int ResourceFresh = 1004;
    public const int ResourcePublicationFailed = 1005;
    public const int ResourceWriteFailed = 1006;
    public const int ResourceStoredDocumentInvalid = 1007;
    public const int ResourcePollFailed = 1008;
    public const int ResourceRetentionNotSet = 1009;
    public const int ResourceWrittenElsewhere = 1010;
    public const int ResourceCommanded = 1011;
    public const int ResourceGone = 1012;
    public const int ResourceAnswerIsOdd = 1013;
    public const int PokeNotTold = 1014;
    public const int ResourceFlightLost = 1015;

    // Guards
    public const int BreakerChanged = 1101;
    public const int BreakerWriteFailed = 1102;
    public const int BreakerPublicationFailed = 1103;

    // Registries
    public const int RegistryPublicationFailed = 1201;
}
