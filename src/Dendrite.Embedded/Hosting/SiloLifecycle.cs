using Orleans.Runtime;

namespace Orleans.Hosting;

/// <summary>The stages of a silo.</summary>
internal sealed class SiloLifecycle : StagedLifecycle, ISiloLifecycle
{
    public Action<Exception>? StopFailed { get; set; }

    protected override void OnStopFailed(IReadOnlyList<Exception> failures) => StopFailed?.Invoke(new AggregateException(failures));
}
