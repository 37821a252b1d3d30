using System.Diagnostics;
using System.Reflection;
using Dendrite.Contracts;
using Dendrite.Protocol;

namespace Dendrite.Edge.Admin;

/// <summary>The process that answers, and the cluster that it is of.</summary>
internal sealed record ServerDescription(string Version, DateTimeOffset StartedAt, long MemoryBytes, IReadOnlyList<MemberDescription> Silos);

/// <summary>A silo of the cluster.</summary>
internal sealed record MemberDescription(string Name, string Address, string Status, DateTimeOffset StartedAt);

/// <summary>Reads what <see cref="ServerDescription"/> says. The silos are asked for every few seconds; while the cluster does not answer, the last answer stands.</summary>
internal sealed class ServerReadings(ISilos silos, TimeProvider clock)
{
    private const long MemoryStep = 1 << 20;

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    // Without the commit that the build may have put behind a plus.
    private static readonly string Version =
        typeof(ServerReadings).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";

    private static readonly DateTimeOffset StartedAt = ReadStart();

    private IReadOnlyList<MemberDescription> _members = [];
    private DateTimeOffset _readAt = DateTimeOffset.MinValue;

    public async Task<ServerDescription> ReadAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (now - _readAt >= Period)
        {
            _readAt = now;
            try
            {
                _members = [.. (await silos.ListAsync(cancellationToken)).Select(silo => new MemberDescription(silo.Name, silo.Address, silo.Status, silo.StartedAt))];
            }
            catch (DendriteException)
            {
                // What else the overview shows does not depend on it.
            }
        }
        return new(Version, StartedAt, Environment.WorkingSet / MemoryStep * MemoryStep, _members);
    }

    private static DateTimeOffset ReadStart()
    {
        using var process = Process.GetCurrentProcess();
        return process.StartTime.ToUniversalTime();
    }
}
