using Dendrite.Protocol;

namespace Dendrite.Resources;

public sealed class ResourceHistoryTests
{
    private const int DocumentBytes = 100_000;
    private readonly ResourceHistory _history = new();

    [Fact]
    public void Between_WithinHistory_GivesExactlyTheMissedUpdates()
    {
        Add(2, 9);
        var way = _history.Between(At(4), At(9), ResourceFormat.Patch, DocumentBytes);
        Assert.Equal([5L, 6, 7, 8, 9], way!.Select(u => u.Position.Sequence));
    }

    [Fact]
    public void Between_SamePosition_IsEmptyNotUnknown() => Assert.Empty(_history.Between(At(4), At(4), ResourceFormat.Patch, DocumentBytes)!);

    [Fact]
    public void Between_OlderThanHistory_IsUnknown()
    {
        Add(5, 9);
        Assert.Null(_history.Between(At(3), At(9), ResourceFormat.Patch, DocumentBytes));
        Assert.NotNull(_history.Between(At(4), At(9), ResourceFormat.Patch, DocumentBytes));
    }

    [Fact]
    public void Between_OtherEpochOrAhead_IsUnknown()
    {
        Add(2, 9);
        Assert.Null(_history.Between(new Position(2, 4), At(9), ResourceFormat.Patch, DocumentBytes));
        Assert.Null(_history.Between(At(10), At(9), ResourceFormat.Patch, DocumentBytes));
    }

    [Fact]
    public void Between_FormatNotEncodedAllTheWay_IsUnknown()
    {
        Add(2, 5);
        _history.Add(UpdateOf(6, ResourceFormat.Merge, 10));
        Assert.Null(_history.Between(At(3), At(6), ResourceFormat.Patch, DocumentBytes));
        Assert.NotNull(_history.Between(At(5), At(6), ResourceFormat.Merge, DocumentBytes));
    }

    [Fact]
    public void Between_MuchLargerThanTheDocument_IsUnknown()
    {
        for (var sequence = 2; sequence < 8; sequence++) _history.Add(UpdateOf(sequence, ResourceFormat.Patch, 1000));
        Assert.Null(_history.Between(At(1), At(7), ResourceFormat.Patch, snapshotBytes: 500));
        Assert.NotNull(_history.Between(At(5), At(7), ResourceFormat.Patch, snapshotBytes: 500));
    }

    [Fact]
    public void Add_BeyondTheBounds_ForgetsTheOldest()
    {
        Add(2, 2 + ResourceHistory.MaxUpdates + 10);
        Assert.Equal(ResourceHistory.MaxUpdates, _history.Count);
        for (var i = 0; i < 10; i++) _history.Add(UpdateOf(2 + ResourceHistory.MaxUpdates + 11 + i, ResourceFormat.Patch, (int)(ResourceHistory.MaxBytes / 4)));
        Assert.Equal(4, _history.Count);
    }

    [Fact]
    public void Add_TheLast_IsKeptWhateverItsSize()
    {
        Add(2, 5);
        _history.Add(UpdateOf(6, ResourceFormat.Patch, (int)ResourceHistory.MaxBytes + 1));
        Assert.Equal(1, _history.Count);
        Assert.Single(_history.Between(At(5), At(6), ResourceFormat.Patch, (int)ResourceHistory.MaxBytes)!);
    }

    [Fact]
    public void Add_InSeveralFormats_CountsAllOfThem()
    {
        for (var sequence = 2; sequence <= 3; sequence++)
        {
            EncodedStep[] steps = [.. new[] { (ResourceFormat.Patch, (int)ResourceHistory.MaxBytes), (ResourceFormat.Merge, 10) }
                .Select(step => new EncodedStep(step.Item1, step.Item1, new Utf8Json(new byte[step.Item2])))];
            _history.Add(new(ChangeKind.Updated, At(sequence), "", steps, null));
        }
        Assert.Equal(1, _history.Count);
    }

    [Fact]
    public void Add_AfterAGap_CountsTheBytesAnew()
    {
        const int Half = (int)(ResourceHistory.MaxBytes / 2);
        Add(2, 5);
        foreach (var sequence in new[] { 6, 9, 10 }) _history.Add(UpdateOf(sequence, ResourceFormat.Patch, Half));
        Assert.Equal(2, _history.Count);
    }

    [Fact]
    public void Between_AsLargeAsIsAllowed_IsTheWay()
    {
        _history.Add(UpdateOf(2, ResourceFormat.Patch, 500 + ResourceHistory.SnapshotAllowance));
        Assert.NotNull(_history.Between(At(1), At(2), ResourceFormat.Patch, snapshotBytes: 500));
        Assert.Null(_history.Between(At(1), At(2), ResourceFormat.Patch, snapshotBytes: 499));
    }

    [Fact]
    public void Add_AfterAGap_StartsAnew()
    {
        Add(2, 5);
        _history.Add(UpdateOf(9, ResourceFormat.Patch, 10));
        Assert.Equal(1, _history.Count);
    }

    private static Position At(long sequence) => new(1, sequence);

    private static ResourceChanged UpdateOf(long sequence, ResourceFormat format, int bytes) =>
        new(ChangeKind.Updated, At(sequence), "", [new EncodedStep(format, format, new Utf8Json(new byte[bytes]))], null);

    private void Add(long first, long last)
    {
        for (var sequence = first; sequence <= last; sequence++) _history.Add(UpdateOf(sequence, ResourceFormat.Patch, 10));
    }
}
