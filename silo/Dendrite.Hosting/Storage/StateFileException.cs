namespace Dendrite.Hosting.Storage;

/// <summary>The state file cannot be used as it is; the message says in one line why, and what would help.</summary>
public sealed class StateFileException(string message, Exception? inner = null) : Exception(message, inner);
