namespace Dendrite.Cli.Guards;

/// <summary>The server did not do what an operator wanted.</summary>
/// <param name="message">Why.</param>
/// <param name="exitCode">2 where the server refused what was asked for, 3 where it failed or could not be reached.</param>
internal sealed class AdminException(string message, int exitCode) : Exception(message)
{
    public int ExitCode { get; } = exitCode;
}
