using Dendrite.Hosting.Storage;
using Dendrite.Testing;
using Orleans.Storage;

namespace Dendrite.Storage;

/// <summary>What Orleans expects of a grain store, with ETags.</summary>
public sealed class StateFileGrainStorageTests : IDisposable
{
    private static readonly GrainId One = GrainId.Create("type", "one");
    private static readonly GrainId Two = GrainId.Create("type", "two");

    private readonly StateFolder _folder = new();
    private readonly StateFile _file;
    private readonly StateFileGrainStorage _storage;

    public StateFileGrainStorageTests()
    {
        _file = _folder.Open();
        _storage = StateFolder.StorageIn(_file);
    }

    public void Dispose()
    {
        _file.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Read_NeverWritten_IsAbsentAndTheDefault()
    {
        var state = new GrainState<Box> { State = new Box { Text = "left over" }, ETag = "9", RecordExists = true };
        await _storage.ReadStateAsync("s", One, state);
        Assert.Equal((null, false), (state.ETag, state.RecordExists));
        Assert.Null(state.State!.Text);
    }

    [Fact]
    public async Task Write_Several_EachReadBackWithAnETagOfItsOwn()
    {
        var state = new GrainState<Box>();
        var tags = new HashSet<string?> { null };
        foreach (var text in new[] { "a", "b", "c" })
        {
            state.State = new Box { Text = text };
            await _storage.WriteStateAsync("s", One, state);
            Assert.True(tags.Add(state.ETag));
            Assert.True(state.RecordExists);
            var read = await ReadAsync("s", One);
            Assert.Equal((text, state.ETag, true), (read.State!.Text, read.ETag, read.RecordExists));
        }
    }

    [Fact]
    public async Task Write_StaleETag_IsRefusedAndChangesNothing()
    {
        var first = await WriteAsync("s", One, "first");
        var stale = new GrainState<Box> { State = new Box { Text = "stale" }, ETag = first.ETag };
        await _storage.WriteStateAsync("s", One, first);
        var tag = first.ETag;
        var error = await Assert.ThrowsAsync<InconsistentStateException>(() => _storage.WriteStateAsync("s", One, stale));
        Assert.Equal((tag, stale.ETag), (error.StoredEtag, error.CurrentEtag));
        Assert.Equal("stale", stale.State!.Text);
        var read = await ReadAsync("s", One);
        Assert.Equal(("first", tag), (read.State!.Text, read.ETag));
    }

    [Fact]
    public async Task Write_WithoutETagWhereARowExists_IsRefused()
    {
        await WriteAsync("s", One, "first");
        await Assert.ThrowsAsync<InconsistentStateException>(() => WriteAsync("s", One, "second"));
        Assert.Equal("first", (await ReadAsync("s", One)).State!.Text);
    }

    [Fact]
    public async Task Write_ETagWhereNoRowIs_IsRefused()
    {
        var state = new GrainState<Box> { State = new Box(), ETag = "7" };
        var error = await Assert.ThrowsAsync<InconsistentStateException>(() => _storage.WriteStateAsync("s", One, state));
        Assert.Null(error.StoredEtag);
        Assert.False((await ReadAsync("s", One)).RecordExists);
    }

    [Fact]
    public async Task Clear_CurrentETag_RemovesTheRowAndLetsItBeWrittenAgain()
    {
        var state = await WriteAsync("s", One, "first");
        await _storage.ClearStateAsync("s", One, state);
        Assert.Equal((null, false, null), (state.ETag, state.RecordExists, state.State!.Text));
        Assert.False((await ReadAsync("s", One)).RecordExists);
        state.State!.Text = "again";
        await _storage.WriteStateAsync("s", One, state);
        Assert.Equal("again", (await ReadAsync("s", One)).State!.Text);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Clear_StaleOrNoETag_IsRefusedAndChangesNothing(bool hasETag)
    {
        var state = await WriteAsync("s", One, "first");
        var stale = new GrainState<Box> { State = new Box { Text = "kept" }, ETag = hasETag ? state.ETag : null };
        await _storage.WriteStateAsync("s", One, state);
        await Assert.ThrowsAsync<InconsistentStateException>(() => _storage.ClearStateAsync("s", One, stale));
        Assert.Equal("kept", stale.State!.Text);
        var read = await ReadAsync("s", One);
        Assert.Equal(("first", state.ETag), (read.State!.Text, read.ETag));
    }

    [Fact]
    public async Task Clear_NeverWritten_IsDone()
    {
        var state = new GrainState<Box>();
        await _storage.ClearStateAsync("s", One, state);
        Assert.False(state.RecordExists);
    }

    /// <summary>An ETag that a cleared row had must not fit the row that came after it.</summary>
    [Fact]
    public async Task Write_ETagOfAClearedRow_IsRefused()
    {
        var old = await WriteAsync("s", One, "first");
        var tag = old.ETag;
        await _storage.ClearStateAsync("s", One, old);
        await WriteAsync("s", One, "second");
        await Assert.ThrowsAsync<InconsistentStateException>(() => _storage.WriteStateAsync("s", One, new GrainState<Box> { State = new Box(), ETag = tag }));
        Assert.Equal("second", (await ReadAsync("s", One)).State!.Text);
    }

    [Fact]
    public async Task Write_ManyOfOneVersion_OneWins()
    {
        var tag = (await WriteAsync("s", One, "before")).ETag;
        var writers = Enumerable.Range(0, 50).Select(n => new GrainState<Box> { State = new Box { Text = $"{n}" }, ETag = tag }).ToArray();
        var writes = writers.Select(state => _storage.WriteStateAsync("s", One, state)).ToArray();
        await Task.WhenAll(writes.Select(write => write.ContinueWith(static _ => { }, TaskScheduler.Default)));
        var winner = Assert.Single(writers.Index(), writer => writes[writer.Index].IsCompletedSuccessfully).Item;
        Assert.All(writes.Where(write => write.IsFaulted), write => Assert.IsType<InconsistentStateException>(write.Exception!.InnerException));
        var read = await ReadAsync("s", One);
        Assert.Equal((winner.State!.Text, winner.ETag), (read.State!.Text, read.ETag));
    }

    [Fact]
    public async Task Write_OtherNameOrGrain_IsApart()
    {
        var first = await WriteAsync("s", One, "s one");
        await WriteAsync("t", One, "t one");
        await WriteAsync("s", Two, "s two");
        await _storage.WriteStateAsync("s", One, first);
        await _storage.ClearStateAsync("s", One, first);
        Assert.Equal((false, "t one", "s two"), ((await ReadAsync("s", One)).RecordExists, (await ReadAsync("t", One)).State!.Text, (await ReadAsync("s", Two)).State!.Text));
    }

    /// <summary>Rows of one version, which chance alone would not bring about: they are told apart by grain and name.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task WriteOrClear_OthersOfTheSameVersion_StayAsTheyAre(bool isClear)
    {
        foreach (var (name, grain) in new[] { ("s", One), ("t", One), ("s", Two) }) await WriteAsync(name, grain, "before");
        await _file.RunAsync(connection =>
        {
            using var command = connection.CreateCommand();
            command.CommandText = "update grain_state set version = 5";
            return command.ExecuteNonQuery();
        });
        var state = new GrainState<Box> { State = new Box { Text = "after" }, ETag = "5" };
        await (isClear ? _storage.ClearStateAsync("s", One, state) : _storage.WriteStateAsync("s", One, state));
        Assert.Equal(isClear ? null : "after", (await ReadAsync("s", One)).State!.Text);
        Assert.Equal(("before", "before"), ((await ReadAsync("t", One)).State!.Text, (await ReadAsync("s", Two)).State!.Text));
    }

    [Fact]
    public async Task Write_Null_IsReadAsNullThatExists()
    {
        await _storage.WriteStateAsync("s", One, new GrainState<Box?>());
        var read = new GrainState<Box?> { State = new Box() };
        await _storage.ReadStateAsync("s", One, read);
        Assert.Null(read.State);
        Assert.True(read.RecordExists);
    }

    [Fact]
    public async Task Write_FiveMegabytes_ReadBackAlsoByTheNextProcess()
    {
        var bytes = new byte[5 << 20];
        new Random(1).NextBytes(bytes);
        await _storage.WriteStateAsync("s", One, new GrainState<byte[]> { State = bytes });
        _file.Dispose();
        using var again = _folder.Open();
        var read = new GrainState<byte[]>();
        await StateFolder.StorageIn(again).ReadStateAsync("s", One, read);
        Assert.True(bytes.AsSpan().SequenceEqual(read.State));
    }

    [Fact]
    public Task Store_RandomCalls_AreThoseOfADictionary() => Property.CheckAsync(20, RunAsync);

    private async Task RunAsync(Random random)
    {
        GrainId[] grains = [.. Enumerable.Range(0, 3).Select(n => GrainId.Create("type", $"{n} {random.Next()}"))];
        var model = new Dictionary<(GrainId, string), (string? Text, string? ETag)>();
        var held = new Dictionary<(GrainId, string), List<string?>>();
        for (var step = 0; step < 60; step++)
        {
            var key = (Grain: grains[random.Next(3)], Name: random.Next(2) == 0 ? "a" : "b");
            var known = held.TryGetValue(key, out var tags) ? tags : held[key] = [null];
            var stored = model.GetValueOrDefault(key);
            var state = new GrainState<Box> { State = new Box { Text = $"{step}" }, ETag = random.Next(2) == 0 ? stored.ETag : known[random.Next(known.Count)] };
            var fits = state.ETag == stored.ETag;
            var isClear = random.Next(3) == 0;
            var call = isClear ? _storage.ClearStateAsync(key.Name, key.Grain, state) : _storage.WriteStateAsync(key.Name, key.Grain, state);
            if (!fits) await Assert.ThrowsAsync<InconsistentStateException>(() => call);
            else
            {
                await call;
                if (isClear) model.Remove(key);
                else model[key] = ($"{step}", state.ETag);
                known.Add(state.ETag);
            }
            var read = await ReadAsync(key.Name, key.Grain);
            var expected = model.GetValueOrDefault(key);
            Assert.Equal((expected.Text, expected.ETag, expected.ETag is not null), (read.State!.Text, read.ETag, read.RecordExists));
        }
    }

    private async Task<GrainState<Box>> ReadAsync(string name, GrainId grain)
    {
        var state = new GrainState<Box>();
        await _storage.ReadStateAsync(name, grain, state);
        return state;
    }

    private async Task<GrainState<Box>> WriteAsync(string name, GrainId grain, string text)
    {
        var state = new GrainState<Box> { State = new Box { Text = text } };
        await _storage.WriteStateAsync(name, grain, state);
        return state;
    }

    [GenerateSerializer]
    internal sealed class Box
    {
        [Id(0)]
        public string? Text { get; set; }
    }
}
