namespace Dendrite.Cli;

/// <summary>The exit codes of every verb.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int Negative = 1;
    public const int WrongUse = 2;
    public const int OtherSideFailed = 3;
}
