using Dendrite.Hosting.Storage;
using Dendrite.Testing;

namespace Dendrite.Storage;

/// <summary>What Orleans's reminder service expects of its table.</summary>
public sealed class StateFileReminderTableTests : IDisposable
{
    private static readonly GrainId One = GrainId.Create("type", "one");
    private static readonly GrainId Two = GrainId.Create("type", "two");

    private readonly StateFolder _folder = new();
    private readonly StateFile _file;
    private readonly StateFileReminderTable _table;

    public StateFileReminderTableTests()
    {
        _file = _folder.Open();
        _table = new StateFileReminderTable(_file);
    }

    public void Dispose()
    {
        _file.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Upsert_New_IsReadBackAsItWas()
    {
        var entry = Entry(One, "r");
        var tag = await _table.UpsertRow(entry);
        var row = await _table.ReadRow(One, "r");
        Assert.Equal((One, "r", entry.StartAt, entry.Period, tag), (row!.GrainId, row.ReminderName, row.StartAt, row.Period, row.ETag));
        Assert.Equal(DateTimeKind.Utc, row.StartAt.Kind);
    }

    [Fact]
    public async Task Upsert_Again_ReplacesItUnderANewETag()
    {
        var first = await _table.UpsertRow(Entry(One, "r"));
        var entry = Entry(One, "r");
        entry.StartAt += TimeSpan.FromDays(1);
        entry.Period = TimeSpan.FromHours(7);
        var second = await _table.UpsertRow(entry);
        Assert.NotEqual(first, second);
        var row = Assert.Single((await _table.ReadRows(One)).Reminders);
        Assert.Equal((entry.StartAt, entry.Period, second), (row.StartAt, row.Period, row.ETag));
    }

    [Fact]
    public async Task ReadRow_OfNobody_IsNull()
    {
        await _table.UpsertRow(Entry(One, "r"));
        Assert.Null(await _table.ReadRow(One, "s"));
        Assert.Null(await _table.ReadRow(Two, "r"));
        Assert.Empty((await _table.ReadRows(Two)).Reminders);
    }

    [Fact]
    public async Task ReadRows_OfAGrain_AreAllOfItsOwn()
    {
        foreach (var (grain, name) in new[] { (One, "a"), (One, "b"), (Two, "a") }) await _table.UpsertRow(Entry(grain, name));
        Assert.Equal(["a", "b"], (await _table.ReadRows(One)).Reminders.Select(row => row.ReminderName).Order());
    }

    [Fact]
    public Task ReadRows_AnyRange_AreThoseThatOrleansCountsToIt() => Property.CheckAsync(20, RangesAsync);

    [Fact]
    public async Task Remove_ETagFits_RemovesThatOneAlone()
    {
        await _table.UpsertRow(Entry(One, "s"));
        await _table.UpsertRow(Entry(Two, "r"));
        var tag = await _table.UpsertRow(Entry(One, "r"));
        Assert.True(await _table.RemoveRow(One, "r", tag!));
        Assert.False(await _table.RemoveRow(One, "r", tag!));
        Assert.Null(await _table.ReadRow(One, "r"));
        Assert.NotNull(await _table.ReadRow(One, "s"));
        Assert.NotNull(await _table.ReadRow(Two, "r"));
    }

    [Fact]
    public async Task Remove_StaleETag_ChangesNothing()
    {
        var stale = await _table.UpsertRow(Entry(One, "r"));
        var tag = await _table.UpsertRow(Entry(One, "r"));
        Assert.False(await _table.RemoveRow(One, "r", stale!));
        Assert.True(await _table.RemoveRow(One, "r", tag!));
        // Nor does it fit the reminder of that name that comes after.
        await _table.UpsertRow(Entry(One, "r"));
        Assert.False(await _table.RemoveRow(One, "r", stale!));
        Assert.False(await _table.RemoveRow(One, "r", tag!));
    }

    [Fact]
    public async Task Clear_Table_IsEmpty()
    {
        await _table.UpsertRow(Entry(One, "r"));
        await _table.TestOnlyClearTable();
        Assert.Empty((await _table.ReadRows(0, 0)).Reminders);
    }

    [Fact]
    public async Task Reminders_FileOpenedAgain_AreThere()
    {
        var tag = await _table.UpsertRow(Entry(One, "r"));
        _file.Dispose();
        using var again = _folder.Open();
        Assert.Equal(tag, (await new StateFileReminderTable(again).ReadRow(One, "r"))!.ETag);
    }

    /// <summary>A range is (begin, end] on a ring, the whole of it where both are one.</summary>
    private async Task RangesAsync(Random random)
    {
        await _table.TestOnlyClearTable();
        var grains = Enumerable.Range(0, 20).Select(_ => GrainId.Create("type", $"{random.Next()}")).Distinct().ToArray();
        foreach (var grain in grains) await _table.UpsertRow(Entry(grain, "r"));
        // The bounds are hashes of grains too, for it is at the bounds that it goes wrong.
        var (begin, end) = (Bound(), Bound());
        var expected = grains.Where(grain => IsIn(grain.GetUniformHashCode())).Order();
        Assert.Equal(expected, (await _table.ReadRows(begin, end)).Reminders.Select(row => row.GrainId).Order());

        uint Bound() => random.Next(3) switch
        {
            0 => (uint)random.NextInt64(1L << 32),
            1 => random.Next(2) == 0 ? 0 : uint.MaxValue,
            _ => grains[random.Next(grains.Length)].GetUniformHashCode(),
        };
        bool IsIn(uint hash) => begin == end || unchecked(hash - begin - 1 < end - begin);
    }

    private static ReminderEntry Entry(GrainId grain, string name) => new()
    {
        GrainId = grain,
        ReminderName = name,
        StartAt = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc).AddTicks(6),
        Period = TimeSpan.FromMinutes(1) + TimeSpan.FromTicks(7),
    };
}
