using Dendrite.Benchmarks.Resilience;

namespace Dendrite.Benchmarks;

internal static class Program
{
    private static int Main(string[] args)
    {
        switch (args.FirstOrDefault())
        {
            case "resilience":
                ResilienceSuite.Run();
                return 0;
            default:
                Console.Error.WriteLine("Usage: Dendrite.Benchmarks <suite>; suites: resilience");
                return 2;
        }
    }
}
