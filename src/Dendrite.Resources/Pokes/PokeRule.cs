namespace Dendrite.Resources;

/// <summary>Which events poke which paths.</summary>
public sealed record PokeRule
{
    /// <summary>What an event has to fulfil, all of it; none for every event.</summary>
    public IReadOnlyList<PokeCondition> When { get; init; } = [];

    /// <summary>The paths.</summary>
    public required PokeTemplate Poke { get; init; }

    /// <summary>Equal settings, whatever objects hold them.</summary>
    public bool Equals(PokeRule? other) => other is not null && Poke.Text == other.Poke.Text && When.SequenceEqual(other.When);

    /// <inheritdoc/>
    public override int GetHashCode() => Poke.Text.GetHashCode(StringComparison.Ordinal);
}
