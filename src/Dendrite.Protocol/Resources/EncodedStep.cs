namespace Dendrite.Protocol;

/// <summary>One step of a resource in the form that the listeners of one format get.</summary>
/// <param name="Format">The format that was asked for.</param>
/// <param name="Form">
/// What the bytes are: <see cref="ResourceFormat.Patch"/>, <see cref="ResourceFormat.Merge"/>, <see cref="ResourceFormat.List"/>
/// or <see cref="ResourceFormat.Snapshot"/>. It differs from <paramref name="Format"/> where that is auto, or where a merge
/// patch cannot say the step.
/// </param>
/// <param name="Data">The bytes, shared by all listeners.</param>
public sealed record EncodedStep(
    ResourceFormat Format,
    ResourceFormat Form,
    Utf8Json Data);
