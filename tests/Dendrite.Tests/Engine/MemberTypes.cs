using System.Diagnostics.CodeAnalysis;
using Orleans.Providers.Streams.Common;

namespace Dendrite.Engine;

[GenerateSerializer]
public sealed class Defaulted
{
    [Id(0)]
    public int Kept { get; set; }

    [field: NonSerialized]
    public string Made { get; set; } = "by the constructor";
}

/// <summary>Of a kind of field that reflection sees differently.</summary>
[GenerateSerializer]
public sealed class Busy
{
    [Id(0)]
    private volatile int _number;

    [NonSerialized]
    private volatile bool _busy;

    public int Number => _number;

    public bool IsBusy => _busy;

    public Busy With(int number)
    {
        _number = number;
        _busy = true;
        return this;
    }
}

[GenerateSerializer]
public sealed class Computed
{
    [NonSerialized]
    private List<int> _numbers = [];

    [Id(0)]
    public List<int> Numbers
    {
        get => _numbers;
        set => _numbers = value;
    }
}

[GenerateSerializer]
public sealed class Marked
{
    [Id(0)]
    [Immutable]
    public int[] Shared { get; set; } = [];

    [Id(1)]
    public int[] Own { get; set; } = [];
}

[GenerateSerializer(GenerateFieldIds = GenerateFieldIds.PublicProperties)]
public sealed class Implicit
{
    public int Number { get; set; }

    public List<int> Items { get; init; } = [];
}

[GenerateSerializer]
public sealed class Demanding
{
    [Id(0)]
    public required List<int> Items { get; init; }

    [Id(1)]
    private readonly int[] _secret = [0];

    public int Secret
    {
        get => _secret[0];
        set => _secret[0] = value;
    }
}

[GenerateSerializer]
public class Shelf<T>
{
    [Id(0)]
    private readonly List<T> _things = [];

    public List<T> Things => _things;
}

[GenerateSerializer]
public sealed class LabelledShelf : Shelf<int[]>
{
    [Id(0)]
    public string? Label { get; set; }
}

[GenerateSerializer]
[SuppressMessage("Naming", "CA1710", Justification = "It is a list with a name.")]
public sealed class NamedList : List<Mutable>
{
    [Id(0)]
    public string? Name { get; set; }
}

[GenerateSerializer]
public abstract record Shape(string Name)
{
    [Id(0)]
    public List<int> Corners { get; init; } = [];
}

[GenerateSerializer]
public sealed record Circle(string Name, List<int> Radii) : Shape(Name);

[GenerateSerializer]
public readonly record struct Reading(string Sensor, List<int> Values);

[GenerateSerializer]
public readonly struct Sealed(int[] content)
{
    [Id(0)]
    private readonly int[] _content = content;

    public int First => _content[0];
}

[GenerateSerializer]
public struct Holder
{
    [Id(0)]
    public object Content { get; set; }
}

[GenerateSerializer]
[Immutable]
public class Root
{
    [Id(0)]
    public int Number { get; init; }
}

/// <summary>Its base never changes; it does.</summary>
[GenerateSerializer]
public sealed class Leaf : Root
{
    [Id(0)]
    public int[] Veins { get; init; } = [];
}

/// <summary>Its base is of another assembly.</summary>
[GenerateSerializer]
public sealed class LabelledToken(long number) : EventSequenceTokenV2(number)
{
    [Id(0)]
    public List<string> Labels { get; init; } = [];
}

/// <summary>A type that nobody could mark: it crosses by way of its surrogate.</summary>
public sealed class Foreign(string text)
{
    public string Text { get; } = text;

    public List<int> Numbers { get; init; } = [];
}

[GenerateSerializer]
public struct ForeignSurrogate
{
    [Id(0)]
    public string Text { get; set; }

    [Id(1)]
    public List<int> Numbers { get; set; }
}

[RegisterConverter]
public sealed class ForeignConverter : IConverter<Foreign, ForeignSurrogate>
{
    public Foreign ConvertFromSurrogate(in ForeignSurrogate surrogate) => new(surrogate.Text) { Numbers = surrogate.Numbers };

    public ForeignSurrogate ConvertToSurrogate(in Foreign value) => new() { Text = value.Text, Numbers = value.Numbers };
}

/// <summary>Two of its members are of a type that only it can name; it is made by a constructor with a parameter.</summary>
[GenerateSerializer]
public class Moody(int number)
{
    [NonSerialized]
    private Mood _mood = Mood.Merry;

    [NonSerialized]
    private List<Mood>? _moods = [Mood.Merry];

    private enum Mood
    {
        None,
        Merry,
    }

    [Id(0)]
    public int Number { get; set; } = number;

    public bool HasMood => _mood != Mood.None || _moods is not null;

    public void Calm() => (_mood, _moods) = (Mood.None, null);
}
