namespace Dendrite.Benchmarks;

internal static class Program
{
    private static int Main(string[] args)
    {
        Console.Error.WriteLine("Usage: Dendrite.Benchmarks <suite>; suites: (none yet)");
        return args.Length == 0 ? 2 : 0;
    }
}
