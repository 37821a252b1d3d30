using System.Globalization;
using Dendrite.Testing;

namespace Dendrite.IntegrationTests.Testing;

/// <summary>Runs a test with one random seed, named when it fails; DENDRITE_SEED sets it.</summary>
internal static class Seeded
{
    public static async Task RunAsync(Func<Random, Task> test)
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("DENDRITE_SEED"), CultureInfo.InvariantCulture, out var only) ? only : new Random().Next();
        try
        {
            await test(new Random(seed));
        }
        catch (Exception e)
        {
            throw new PropertyFailedException(string.Create(CultureInfo.InvariantCulture, $"The test failed; run it again with DENDRITE_SEED={seed}. {e.Message}"), e);
        }
    }
}
