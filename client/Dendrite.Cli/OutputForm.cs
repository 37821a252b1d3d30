using System.CommandLine;

namespace Dendrite.Cli;

/// <summary>How results are printed: for people on a terminal, one JSON value a line in a pipe and with <c>--json</c>.</summary>
internal static class OutputForm
{
    /// <summary>Every verb has it.</summary>
    public static readonly Option<bool> Json = new("--json") { Description = "One JSON value a line, also on a terminal.", Recursive = true };

    public static bool IsForPeople(ParseResult parsed) => !Console.IsOutputRedirected && !parsed.GetValue(Json);

    /// <summary>How wide the terminal is; tables fold at less than this.</summary>
    public static int Width
    {
        get
        {
            try
            {
                return Math.Max(20, Console.WindowWidth);
            }
            catch (IOException)
            {
                // It has no size.
                return 80;
            }
        }
    }
}
