namespace Dendrite.Hosting.Storage;

/// <summary>What an acknowledged write of the state file survives.</summary>
public enum StateDurability
{
    /// <summary>The death of the process at any instruction, <c>kill -9</c> too. The default.</summary>
    Process,

    /// <summary>The loss of power as well: each commit waits for the disk.</summary>
    Power,
}
