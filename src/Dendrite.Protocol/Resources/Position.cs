using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Dendrite.Protocol;

/// <summary>
/// Where a listener is in the life of a resource: <c>epoch-sequence</c>. The sequence rises by one with each update;
/// a new epoch means that history was lost and a snapshot follows.
/// </summary>
/// <remarks>
/// The epoch tells a restart from a gap. A listener at <c>a-7</c> that is offered <c>a-9</c> has missed one update; one that
/// is offered <c>b-1</c> has lost the whole line: without the epoch a resource that forgot everything and counted up
/// to 8 again would pass for the successor of 7.
/// </remarks>
/// <param name="Epoch">Names one unbroken line of updates; compared for equality only.</param>
/// <param name="Sequence">The number of updates since the epoch began. Zero: no document is known yet.</param>
public readonly record struct Position(ulong Epoch, long Sequence)
{
    /// <summary>The position of the next update in the same epoch. A method: serialisers would follow a property without end.</summary>
    public Position Next() => this with { Sequence = Sequence + 1 };

    /// <summary>Whether an update that leads to this position can be applied by one who is at <paramref name="other"/>.</summary>
    public bool Follows(Position other) => Epoch == other.Epoch && Sequence == other.Sequence + 1;

    /// <summary>Whether this is the same line of updates, no further than <paramref name="other"/>.</summary>
    public bool IsAtOrBefore(Position other) => Epoch == other.Epoch && Sequence <= other.Sequence;

    /// <summary>
    /// Starts an epoch that no earlier start on any machine has used: Unix milliseconds times 2²⁰ plus 20 random bits, and above
    /// the epoch before, also where the clock stepped back.
    /// </summary>
    /// <param name="now">The time.</param>
    /// <param name="random">The source of the random bits.</param>
    /// <param name="before">The last position that the resource has given out; default where there was none.</param>
    public static Position StartEpoch(DateTimeOffset now, Random random, Position before)
    {
        ArgumentNullException.ThrowIfNull(random);
        var epoch = ((ulong)now.ToUnixTimeMilliseconds() << 20) | (uint)random.Next(1 << 20);
        return new Position(Math.Max(epoch, before.Epoch + 1), 0);
    }

    /// <summary>The epoch in 16 lower-case hexadecimal digits, a hyphen, the sequence in 16 decimal digits: positions sort as text.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Epoch:x16}-{Sequence:D16}");

    /// <summary>Reads what <see cref="ToString"/> wrote, and the form without leading zeros of versions before 0.2.</summary>
    /// <exception cref="FormatException">The text is not a position.</exception>
    public static Position Parse(string text) =>
        TryParse(text, out var position) ? position : throw new FormatException($"'{text}' is not a position; it has the form epoch-sequence.");

    /// <summary>Reads what <see cref="Parse"/> reads; false where the text is not a position.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Position position)
    {
        position = default;
        var hyphen = text?.IndexOf('-', StringComparison.Ordinal) ?? -1;
        if (hyphen <= 0 ||
            !ulong.TryParse(text.AsSpan(0, hyphen), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var epoch) ||
            !long.TryParse(text.AsSpan(hyphen + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)) return false;
        position = new Position(epoch, sequence);
        return true;
    }
}
