using System.Text.RegularExpressions;
using Dendrite.Contracts;

namespace Dendrite.Client.Cluster;

/// <summary>The silos by what the cluster's members say of each other.</summary>
/// <param name="grains">The way to the grains.</param>
public sealed partial class ClusterSilos(IGrainFactory grains) : ISilos
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<SiloReading>> ListAsync(CancellationToken cancellationToken = default)
    {
        var members = await ClusterFaults.TellAsync(() => grains.GetGrain<IManagementGrain>(0).GetDetailedHosts().WaitAsync(cancellationToken)).ConfigureAwait(false);
        return
        [
            .. members.Where(member => member.Status != SiloStatus.Dead)
                .OrderBy(member => member.SiloName, StringComparer.Ordinal).ThenBy(member => member.SiloAddress.ToParsableString(), StringComparer.Ordinal)
                .Select(member => new SiloReading(
                    member.SiloName, member.SiloAddress.ToParsableString(), WordStart().Replace(member.Status.ToString(), "-$0").ToLowerInvariant(),
                    new DateTimeOffset(DateTime.SpecifyKind(member.StartTime, DateTimeKind.Utc)))),
        ];
    }

    [GeneratedRegex("(?<!^)[A-Z]")]
    private static partial Regex WordStart();
}
