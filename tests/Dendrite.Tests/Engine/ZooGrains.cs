using System.Collections.Immutable;
using System.Collections.ObjectModel;
using System.Net;
using System.Numerics;

namespace Dendrite.Engine;

[GenerateSerializer]
[Alias("engine.cat")]
public sealed class Cat : Animal
{
    [Id(0)]
    public int Lives { get; set; }
}

[GenerateSerializer]
public class Bird : Animal
{
    [Id(0)]
    private int _age;

    public int Age => _age;

    public void Grow() => _age++;
}

/// <summary>Hides a member of its base.</summary>
[GenerateSerializer]
public sealed class Parrot : Bird
{
    [Id(0)]
    private int _age;

    [Id(1)]
    public List<string> Words { get; } = [];

    public int OwnAge => _age;

    public void GrowToo() => _age += 10;
}

/// <summary>Of no serializer.</summary>
public sealed class Ghost : Animal;

public interface IShelter
{
    string Place { get; }
}

[GenerateSerializer]
public abstract class Building;

[GenerateSerializer]
public sealed class Cage : Building, IShelter
{
    [Id(0)]
    public string Place { get; set; } = "";
}

[GenerateSerializer]
public sealed record Pen<T>([property: Id(0)] string Place, [property: Id(1)] T Content) : IShelter;

[GenerateSerializer]
public sealed class Zoo
{
    [Id(0)]
    public List<Animal> Animals { get; set; } = [];

    [Id(1)]
    public Dictionary<string, object?> Things { get; set; } = [];

    [Id(2)]
    public IShelter? Shelter { get; set; }

    [Id(3)]
    public Building? House { get; set; }

    [Id(4)]
    public double Weight { get; set; }

    [Id(5)]
    public IAccountGrain? Keeper { get; set; }

    [Id(6)]
    public List<IZooGrain> Guests { get; set; } = [];

    [Id(7)]
    public Animal? First { get; set; }
}

[GenerateSerializer]
public sealed class Cupboard
{
    [Id(0)]
    public IReadOnlyList<int>? Numbers { get; set; }

    [Id(1)]
    public IDictionary<string, int>? Sorted { get; set; }

    [Id(2)]
    public Stack<int> Pile { get; set; } = new();

    [Id(3)]
    public ImmutableStack<int> Fixed { get; set; } = [];

    [Id(4)]
    public ReadOnlyCollection<string>? Closed { get; set; }

    [Id(5)]
    public BigInteger Large { get; set; }

    [Id(6)]
    public IPEndPoint? Address { get; set; }

    [Id(7)]
    public GrainId Grain { get; set; }

    [Id(8)]
    public IEnumerable<int>? Query { get; set; }

    [Id(9)]
    public KeyValuePair<string, (int Low, int High)> Range { get; set; }
}

public interface IZooGrain : IGrainWithStringKey
{
    /// <summary>Keeps a reference to an account.</summary>
    Task HireAsync(string account);

    /// <summary>Asks the account.</summary>
    Task<int> AskKeeperAsync();

    Task HauntAsync();
}

public sealed class ZooGrain([PersistentState("zoo", "store")] IPersistentState<Zoo> state) : Grain, IZooGrain
{
    public Task HireAsync(string account)
    {
        state.State.Keeper = GrainFactory.GetGrain<IAccountGrain>(account);
        state.State.Guests.Add(this.AsReference<IZooGrain>());
        return state.WriteStateAsync();
    }

    public async Task<int> AskKeeperAsync()
    {
        var balance = await state.State.Keeper!.BalanceAsync();
        return state.State.Guests.Single().GetGrainId() == this.GetGrainId() ? balance : -1;
    }

    public Task HauntAsync()
    {
        state.State.Animals.Add(new Ghost());
        return state.WriteStateAsync();
    }
}
