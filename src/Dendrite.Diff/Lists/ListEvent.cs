namespace Dendrite.Diff;

/// <summary>One event of a list change, as it goes out on an event stream.</summary>
/// <param name="Name">insert, update, remove or refresh.</param>
/// <param name="Data">
/// The JSON object of <c>path</c> (where the list is not the document itself), <c>index</c> and <c>data</c>; for a
/// refresh the whole document.
/// </param>
public readonly record struct ListEvent(string Name, ReadOnlyMemory<byte> Data);
