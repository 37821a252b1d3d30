namespace Dendrite.Embedded.Generator;

/// <summary>What a grain method returns.</summary>
internal enum ReturnShape
{
    Other,
    Void,
    Task,
    TaskOf,
    ValueTask,
    ValueTaskOf,
    AsyncEnumerable,
}
