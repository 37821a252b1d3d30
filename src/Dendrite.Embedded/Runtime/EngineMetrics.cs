namespace Orleans.Runtime;

/// <summary>Counts the activations of a silo.</summary>
internal static class EngineMetrics
{
    public static void Activated(GrainActivation activation) => activation.Silo.CountActivation(1);

    public static void Deactivated(GrainActivation activation) => activation.Silo.CountActivation(-1);
}
