using Dendrite.Protocol;

namespace Dendrite.Cli;

/// <summary>Says on standard error what went wrong, and which exit code that is.</summary>
internal static class Failures
{
    public static async Task<int> ReportAsync(DendriteException error)
    {
        await Console.Error.WriteLineAsync($"dendrite: {PlainText.Line(error.Message)} [{error.Code.ToText()}]");
        return (int)error.Code < 2000 ? ExitCode.WrongUse : ExitCode.OtherSideFailed;
    }
}
