using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace Dendrite.Benchmarks.Resilience;

/// <summary>Runs <see cref="ResilienceBenchmarks"/> in this process, so that both sides share one runtime and one machine state.</summary>
internal static class ResilienceSuite
{
    public static void Run()
    {
        var job = Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithWarmupCount(4).WithIterationCount(8);
        BenchmarkRunner.Run<ResilienceBenchmarks>(DefaultConfig.Instance.AddJob(job).WithOptions(ConfigOptions.DisableOptimizationsValidator));
    }
}
