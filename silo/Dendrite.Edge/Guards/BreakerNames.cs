using Dendrite.Contracts.Guards;

namespace Dendrite.Edge.Guards;

/// <summary>The names of states and commands on the wire.</summary>
internal static class BreakerNames
{
    public const string Commands = "trip, reset, force-open, force-close, disable";

    public static string Of(CircuitState state) => state switch
    {
        CircuitState.Closed => "closed",
        CircuitState.Open => "open",
        CircuitState.HalfOpen => "half-open",
        CircuitState.ForcedOpen => "forced-open",
        CircuitState.ForcedClosed => "forced-closed",
        _ => "disabled",
    };

    /// <summary>The command of a name; null where there is none.</summary>
    public static BreakerCommand? Command(string name) => name switch
    {
        "trip" => BreakerCommand.Trip,
        "reset" => BreakerCommand.Reset,
        "force-open" => BreakerCommand.ForceOpen,
        "force-close" => BreakerCommand.ForceClose,
        "disable" => BreakerCommand.Disable,
        _ => null,
    };
}
