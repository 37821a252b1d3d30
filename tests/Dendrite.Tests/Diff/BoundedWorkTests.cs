namespace Dendrite.Diff;

/// <summary>
/// Arrays of 100,000 items in every unpleasant order: under 20 times their own size in memory. What square work would be does
/// not end within the suite's hang limit; <c>Dendrite.Benchmarks -- diff-bounds</c> measures the time.
/// </summary>
public sealed class BoundedWorkTests
{
    private const int Count = 100_000;

    private static readonly Dictionary<string, Func<(string Old, string New)>> Arrays = new()
    {
        ["reversed"] = () => (Numbers(Enumerable.Range(0, Count)), Numbers(Enumerable.Range(0, Count).Reverse())),
        ["shuffled"] = () => (Numbers(Enumerable.Range(0, Count)), Numbers(Enumerable.Range(0, Count).OrderBy(i => i * 7919L % 100_003))),
        ["all equal, one more"] = () => (Numbers(Enumerable.Repeat(7, Count)), Numbers(Enumerable.Repeat(7, Count + 1))),
        ["all equal, half as many"] = () => (Numbers(Enumerable.Repeat(7, Count)), Numbers(Enumerable.Repeat(7, Count / 2))),
        ["all equal to all others"] = () => (Numbers(Enumerable.Repeat(7, Count)), Numbers(Enumerable.Repeat(8, Count))),
        ["equal with a stranger at each end"] = () => (Numbers([1, .. Enumerable.Repeat(7, Count), 2]), Numbers([3, .. Enumerable.Repeat(7, Count - 50), 4])),
        ["two values in turn"] = () => (Numbers(Enumerable.Range(0, Count).Select(i => i % 2)), Numbers(Enumerable.Range(1, Count).Select(i => i % 3 % 2))),
        ["keyed, reversed"] = () => (Keyed(Enumerable.Range(0, Count)), Keyed(Enumerable.Range(0, Count).Reverse())),
        ["keyed, shuffled"] = () => (Keyed(Enumerable.Range(0, Count)), Keyed(Enumerable.Range(0, Count).OrderBy(i => i * 7919L % 100_003))),
        ["keyed twice each"] = () => (Keyed(Enumerable.Range(0, Count).Select(i => i / 2)), Keyed(Enumerable.Range(0, Count).Select(i => i / 2).Reverse())),
        ["nothing in common"] = () => (Keyed(Enumerable.Range(0, Count)), Keyed(Enumerable.Range(Count, Count))),
    };

    public static TheoryData<string> Names => [.. Arrays.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Diff_LargeArray_StaysBounded(string name)
    {
        var (old, next) = Arrays[name]();
        var before = Steps.Index(old);
        var after = Steps.Index(next);
        foreach (var format in new[] { DiffFormat.Patch, DiffFormat.List })
        {
            var differ = new JsonDiffer();
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            var result = differ.Compute(before, after, format);
            allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
            Assert.True(allocated < 20L * (old.Length + next.Length), $"{name} as {format}: {allocated} bytes for {old.Length}");
            var applied = JsonIndex.Parse(JsonPatcher.Apply(result.Format, before.Utf8, result.Utf8));
            Assert.True(differ.Compute(applied, after, DiffFormat.Patch).IsEmpty, $"{name} as {format}");
        }
    }

    private static string Numbers(IEnumerable<int> numbers) => $"[{string.Join(',', numbers)}]";

    private static string Keyed(IEnumerable<int> ids) => $"[{string.Join(',', ids.Select(id => $$"""{"id":{{id}},"v":1}"""))}]";
}
