namespace Dendrite.Resilience.Breakers;

/// <summary>A place of a <see cref="Limiter"/>, given back by <see cref="Dispose"/>, however often that is called.</summary>
public struct LimiterPlace : IDisposable, IEquatable<LimiterPlace>
{
    private Limiter? _limiter;

    internal LimiterPlace(Limiter limiter) => _limiter = limiter;

    /// <inheritdoc/>
    public void Dispose()
    {
        _limiter?.Exit();
        _limiter = null;
    }

    /// <inheritdoc/>
    public readonly bool Equals(LimiterPlace other) => ReferenceEquals(_limiter, other._limiter);

    /// <inheritdoc/>
    public override readonly bool Equals(object? obj) => obj is LimiterPlace other && Equals(other);

    /// <inheritdoc/>
    public override readonly int GetHashCode() => _limiter?.GetHashCode() ?? 0;

    /// <summary>Whether both are places of one limiter, or both given back.</summary>
    public static bool operator ==(LimiterPlace left, LimiterPlace right) => left.Equals(right);

    /// <summary>Whether they differ.</summary>
    public static bool operator !=(LimiterPlace left, LimiterPlace right) => !left.Equals(right);
}
