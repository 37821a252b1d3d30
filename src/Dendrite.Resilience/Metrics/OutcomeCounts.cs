using System.Collections.Immutable;

namespace Dendrite.Resilience.Metrics;

/// <summary>How often each <see cref="CallOutcome"/> occurred. A plain immutable value: add two to merge them.</summary>
public sealed class OutcomeCounts : IEquatable<OutcomeCounts>
{
    /// <summary>The number of outcomes; the length of <see cref="Values"/>.</summary>
    public const int Length = 14;

    /// <summary>How many of the outcomes end a call; they come first.</summary>
    internal const int Endings = 8;

    /// <summary>Nothing occurred.</summary>
    public static readonly OutcomeCounts Zero = new(ImmutableArray.Create(new long[Length]));

    /// <summary>Takes counts in the order of <see cref="CallOutcome"/>.</summary>
    /// <param name="values">Up to <see cref="Length"/> counts, none negative; those missing at the end are zero.</param>
    /// <exception cref="ArgumentException">There are too many counts, or one is negative.</exception>
    public OutcomeCounts(ImmutableArray<long> values)
    {
        if (values.IsDefault || values.Length > Length || values.Any(v => v < 0))
            throw new ArgumentException($"Give at most {Length} counts, none of them negative.", nameof(values));
        Values = values.Length == Length ? values : values.AddRange(new long[Length - values.Length]);
    }

    /// <summary>The counts in the order of <see cref="CallOutcome"/>.</summary>
    public ImmutableArray<long> Values { get; }

    /// <summary>How often this outcome occurred.</summary>
    public long this[CallOutcome outcome] => Values[(int)outcome];

    /// <summary>The calls that were asked for: every ending, refused ones included.</summary>
    public long Requests => Values.Take(Endings).Sum();

    /// <summary>Failures, time-outs and both kinds of rejection: what Hystrix's health counts as errors. A short circuit is none.</summary>
    public long Errors => this[CallOutcome.Failure] + this[CallOutcome.Timeout] + this[CallOutcome.Rejected] + this[CallOutcome.PoolRejected];

    /// <summary>Errors as a share of successes and errors, in percent; null when there was neither.</summary>
    public double? ErrorPercentage
    {
        get
        {
            var judged = Errors + this[CallOutcome.Success];
            return judged == 0 ? null : 100.0 * Errors / judged;
        }
    }

    /// <summary>The sum, outcome by outcome.</summary>
    public static OutcomeCounts operator +(OutcomeCounts left, OutcomeCounts right) => left.Add(right);

    /// <summary>The sum, outcome by outcome.</summary>
    public OutcomeCounts Add(OutcomeCounts other)
    {
        ArgumentNullException.ThrowIfNull(other);
        var sum = new long[Length];
        for (var i = 0; i < Length; i++) sum[i] = Values[i] + other.Values[i];
        return new(ImmutableArray.Create(sum));
    }

    /// <inheritdoc/>
    public bool Equals(OutcomeCounts? other) => other is not null && Values.AsSpan().SequenceEqual(other.Values.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as OutcomeCounts);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var value in Values) hash.Add(value);
        return hash.ToHashCode();
    }

    /// <summary>The outcomes that occurred, such as <c>Success 12, Timeout 1</c>.</summary>
    public override string ToString() =>
        string.Join(", ", Enum.GetValues<CallOutcome>().Where(o => this[o] > 0).Select(o => $"{o} {this[o]}"));
}
