using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;

namespace Dendrite.Benchmarks.Resilience;

/// <summary>Runs <see cref="ResilienceBenchmarks"/> in this process, so that both sides share one runtime and one machine state.</summary>
internal static class ResilienceSuite
{
    public static int Run(string[] args)
    {
        // Many short iterations: on a machine that is shared, the fastest of them is what the code costs.
        var job = Job.Default.WithToolchain(InProcessEmitToolchain.Instance)
            .WithWarmupCount(10).WithIterationCount(100).WithIterationTime(TimeInterval.FromMilliseconds(10));
        var summary = BenchmarkRunner.Run<ResilienceBenchmarks>(DefaultConfig.Instance.AddJob(job).WithOptions(ConfigOptions.DisableOptimizationsValidator), args);
        return summary.HasCriticalValidationErrors ? 1 : 0;
    }
}
