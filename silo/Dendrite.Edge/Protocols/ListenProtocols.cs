using Dendrite.Contracts.Configuration;
using Dendrite.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Dendrite.Edge.Protocols;

/// <summary>Maps the protocols that are switched on.</summary>
internal static class ListenProtocols
{
    /// <exception cref="DefinitionException">A switch has no protocol, or two protocols share a name.</exception>
    public static void MapListenProtocols(this WebApplication app)
    {
        IListenProtocol[] protocols = [.. app.Services.GetServices<IListenProtocol>()];
        var switches = app.Services.GetRequiredService<IOptions<EdgeOptions>>().Value.Protocols;
        var faults = FaultsOf([.. protocols.Select(p => p.Name)], switches.Keys).ToArray();
        if (faults.Length > 0) throw new DefinitionException(faults);
        foreach (var protocol in protocols)
            if (!switches.Any(s => IsName(s.Key, protocol.Name) && !s.Value)) protocol.Map(app);
    }

    private static IEnumerable<string> FaultsOf(string[] names, IEnumerable<string> switches)
    {
        foreach (var name in names.Where((name, i) => names.Take(i).Any(other => IsName(name, other)))) yield return $"There are two protocols of the name {name}.";
        foreach (var fault in UnknownSwitches(names, switches)) yield return fault;
    }

    /// <summary>A sentence for each switch of a protocol that there is not.</summary>
    public static IEnumerable<string> UnknownSwitches(string[] names, IEnumerable<string> switches) =>
        switches.Where(s => !names.Any(name => IsName(name, s))).Select(unknown => SettingsCheck.Unknown($"Protocols:{unknown}", unknown, names));

    private static bool IsName(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);
}
