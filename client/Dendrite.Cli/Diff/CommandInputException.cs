namespace Dendrite.Cli.Diff;

/// <summary>What was asked for can't be done with this input.</summary>
internal sealed class CommandInputException(string message) : Exception(message);
