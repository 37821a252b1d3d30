using System.Collections.Concurrent;

namespace Dendrite.Engine;

public interface IRelayGrain : IGrainWithStringKey
{
    Task<string> RunAsync(string errand);
}

/// <summary>Runs, in its turn, what a test has left for it.</summary>
public sealed class RelayGrain : Grain, IRelayGrain
{
    private static readonly ConcurrentDictionary<string, Func<Grain, Task<string>>> Errands = new();

    public static string Leave(Func<Grain, Task<string>> errand)
    {
        var name = Guid.NewGuid().ToString("N");
        Errands[name] = errand;
        return name;
    }

    public Task<string> RunAsync(string errand) => Errands[errand](this);
}
