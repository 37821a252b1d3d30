using System.CommandLine;

namespace Dendrite.Cli;

internal static class Program
{
    private static Task<int> Main(string[] args) => BuildRoot().Parse(args).InvokeAsync();

    internal static RootCommand BuildRoot() => new("Makes any poll-only REST backend live.");
}
