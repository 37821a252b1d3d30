using System.Globalization;

namespace Dendrite.Testing;

/// <summary>
/// Runs a law over many random cases. Each case has its own <see cref="Random"/>; a failure names the seed, and
/// <c>DENDRITE_SEED</c> runs that one case again. <c>DENDRITE_CASES</c> multiplies the number of cases.
/// </summary>
public static class Property
{
    public static void Check(int cases, Action<Random> law)
    {
        if (int.TryParse(Environment.GetEnvironmentVariable("DENDRITE_SEED"), CultureInfo.InvariantCulture, out var only))
        {
            law(new Random(only));
            return;
        }
        if (int.TryParse(Environment.GetEnvironmentVariable("DENDRITE_CASES"), CultureInfo.InvariantCulture, out var factor)) cases *= factor;
        var first = new Random().Next(int.MaxValue - cases);
        for (var seed = first; seed < first + cases; seed++)
        {
            try
            {
                law(new Random(seed));
            }
            catch (Exception e)
            {
                throw new PropertyFailedException($"The law failed; run it again with DENDRITE_SEED={seed}. {e.Message}", e);
            }
        }
    }
}
