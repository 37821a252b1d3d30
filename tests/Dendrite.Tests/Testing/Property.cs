using System.Globalization;
using System.Runtime.CompilerServices;

namespace Dendrite.Testing;

/// <summary>
/// Runs a law over many random cases. Each case has its own <see cref="Random"/>; a failure names the seed, and
/// <c>DENDRITE_SEED</c> runs that one case again. <c>DENDRITE_CASES</c> multiplies the number of cases, and so does a soak.
/// </summary>
public static class Property
{
    /// <param name="cases">How many cases there are.</param>
    /// <param name="law">Throws where a case breaks the law.</param>
    /// <param name="soak">How many times as many there are in a soak.</param>
    /// <param name="test">The test; the compiler fills it in.</param>
    /// <param name="file">Where the test is; the compiler fills it in.</param>
    public static void Check(int cases, Action<Random> law, int soak = 10, [CallerMemberName] string test = "", [CallerFilePath] string file = "")
    {
        foreach (var seed in Seeds(cases, soak, test, file))
        {
            try
            {
                law(new Random(seed));
            }
            catch (Exception e)
            {
                throw Failed(seed, e);
            }
        }
    }

    /// <inheritdoc cref="Check"/>
    public static async Task CheckAsync(int cases, Func<Random, Task> law, int soak = 10, [CallerMemberName] string test = "", [CallerFilePath] string file = "")
    {
        foreach (var seed in Seeds(cases, soak, test, file))
        {
            try
            {
                await law(new Random(seed));
            }
            catch (Exception e)
            {
                throw Failed(seed, e);
            }
        }
    }

    private static IEnumerable<int> Seeds(int cases, int soak, string test, string file)
    {
        if (int.TryParse(Environment.GetEnvironmentVariable("DENDRITE_SEED"), CultureInfo.InvariantCulture, out var only)) return [only];
        if (int.TryParse(Environment.GetEnvironmentVariable("DENDRITE_CASES"), CultureInfo.InvariantCulture, out var factor)) cases *= factor;
        cases = Soak.Count(cases, cases * soak);
        var first = new Random().Next(int.MaxValue - cases);
        Soak.Print(cases == 1 ? $"seed {first}" : string.Create(CultureInfo.InvariantCulture, $"{cases} cases, seeds {first} to {first + cases - 1}"), test, file);
        return Enumerable.Range(first, cases);
    }

    private static PropertyFailedException Failed(int seed, Exception e) => new($"It failed; run it again with DENDRITE_SEED={seed}. {e.Message}", e);
}
