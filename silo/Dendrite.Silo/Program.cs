namespace Dendrite.Silo;

internal static class Program
{
    private static Task<int> Main(string[] args)
    {
        var at = Array.IndexOf(args, "--config");
        return at < 0 ? ServerRun.RunAsync(args, null)
            : at + 1 < args.Length ? ServerRun.RunAsync([.. args[..at], .. args[(at + 2)..]], args[at + 1])
            : ServerRun.RefuseAsync("--config needs the name of a file.");
    }
}
