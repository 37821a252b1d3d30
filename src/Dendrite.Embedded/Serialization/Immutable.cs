namespace Orleans.Concurrency;

/// <summary>Says of one value that nobody will change it, so that it is shared, not copied.</summary>
[GenerateSerializer]
[Immutable]
public readonly struct Immutable<T>
{
    [Id(0)]
    public readonly T Value;

    public Immutable(T value) => Value = value;
}
