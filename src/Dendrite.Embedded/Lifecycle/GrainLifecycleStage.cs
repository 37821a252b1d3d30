namespace Orleans.Runtime;

/// <summary>State is read at <see cref="SetupState"/>, the grain's own activation is at <see cref="Activate"/>.</summary>
public static class GrainLifecycleStage
{
    public const int First = int.MinValue;
    public const int SetupState = 1000;
    public const int Activate = 2000;
    public const int Last = int.MaxValue;
}
