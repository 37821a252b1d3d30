namespace Dendrite.Contracts;

/// <summary>Something outside the process that Dendrite cannot do without for long, such as the database of the cluster. Health asks it.</summary>
internal interface IDependency
{
    /// <summary>Why it is of no use for now, in a sentence; null where it is well. The answer is a few seconds old at most and comes within as long.</summary>
    Task<string?> FindFaultAsync();
}
