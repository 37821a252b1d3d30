using System.Reflection;

namespace Dendrite.Silo.Hosting;

/// <summary>Says what this build was made with.</summary>
internal static class BuildEngines
{
    /// <summary>The engine of this build.</summary>
    public static BuildEngine Current { get; } = Enum.Parse<BuildEngine>(
        typeof(BuildEngines).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "DendriteEngine").Value!);
}
