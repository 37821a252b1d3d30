namespace Dendrite.Testing;

public sealed class PropertyFailedException(string message, Exception inner) : Exception(message, inner);
