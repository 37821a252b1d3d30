namespace Dendrite.Silo.Hosting;

/// <summary>What this build's grains run on: the value of the build property <c>DendriteEngine</c>.</summary>
internal enum BuildEngine
{
    /// <summary>One process, nothing to install.</summary>
    Embedded,

    /// <summary>The Microsoft.Orleans packages: a cluster.</summary>
    Orleans,
}
