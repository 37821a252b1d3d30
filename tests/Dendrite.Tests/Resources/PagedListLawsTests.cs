using System.Text;
using System.Text.Json;
using Dendrite.Protocol;
using Dendrite.Testing;

namespace Dendrite.Resources;

/// <summary>Lists that change while their pages are read.</summary>
public sealed class PagedListLawsTests
{
    private readonly ManualTimeProvider _clock = new();

    /// <summary>Taranis-NG#80: something new on the first page pushes an item of it to the second, which is read after that.</summary>
    [Theory]
    [InlineData(NextPage.Link)]
    [InlineData(NextPage.Page)]
    [InlineData(NextPage.Offset)]
    [InlineData(NextPage.Field)]
    public async Task Item_ThatSlipsToThePageAfter_IsSeen_AndReadOnceMore(NextPage next)
    {
        var backend = New(next, 8);
        backend.Before = n =>
        {
            if (n == 2) backend.Items.Insert(0, PagedBackend.Item(100));
        };
        Assert.Equal([100, 0, 1, 2, 3, 4, 5, 6, 7], Ids(await PollAsync(backend)));
    }

    /// <summary>The other way round an item is on no page: what was there before is missing.</summary>
    [Fact]
    public async Task Item_ThatSlipsToThePageBefore_IsMissed_AndReadOnceMore()
    {
        var backend = New(NextPage.Link, 12);
        var first = await PollAsync(backend);
        var start = backend.Requests.Count;
        backend.Before = n =>
        {
            if (n == start + 3) backend.Items.RemoveAt(4);
        };
        Assert.Equal([0, 1, 2, 3, 5, 6, 7, 8, 9, 10, 11], Ids(await PollAsync(backend, first)));
    }

    /// <summary>At the first reading nothing is known: the first page is asked for once more.</summary>
    [Fact]
    public async Task FirstPage_WithOtherItemsAtTheEnd_IsReadOnceMore()
    {
        var backend = New(NextPage.Link, 8);
        backend.Before = n =>
        {
            if (n == 2) backend.Items.RemoveAt(1);
        };
        Assert.Equal([0, 2, 3, 4, 5, 6, 7], Ids(await PollAsync(backend)));
    }

    /// <summary>A value that changes moves nothing: no item is missed, and nobody is asked twice.</summary>
    [Fact]
    public async Task FirstPage_WithOtherValuesAtTheEnd_IsNoSlip()
    {
        var backend = New(NextPage.Link, 8);
        backend.Before = n => backend.Items[0] = $$"""{"id":0,"v":{{n}}}""";
        Assert.Equal(8, Ids(await PollAsync(backend)).Count);
        Assert.Equal(4, backend.Requests.Count);
    }

    [Fact]
    public async Task List_ThatChangesAllTheTime_IsToldAndNotGuessed()
    {
        var backend = New(NextPage.Link, 8);
        backend.Before = n => backend.Items.Insert(0, PagedBackend.Item(100 + n));
        var failed = Assert.IsType<PollOutcome.Failed>(await PollAsync(backend));
        Assert.Equal(DendriteErrorCode.UpstreamPages, failed.Code);
        Assert.Contains("in 2 readings an item stands on its pages 1 and 2", failed.Reason, StringComparison.Ordinal);
    }

    /// <summary>Without keys nobody can say which item is missed: the list is given, and that is noted.</summary>
    [Fact]
    public async Task List_WithoutKeysThatChangesAllTheTime_IsGivenWithANote()
    {
        var backend = New(NextPage.Link, 0);
        backend.Items.AddRange(["1", "2", "3", "4"]);
        backend.Before = n => backend.Items[0] = $"{n}";
        var answered = Assert.IsType<PollOutcome.Answered>(await PollAsync(backend));
        Assert.StartsWith("The backend's list changes while its pages are read", Assert.Single(answered.Notes), StringComparison.Ordinal);
        Assert.Equal(4, JsonSerializer.Deserialize<int[]>(answered.Document)!.Length);
    }

    /// <summary>
    /// Whatever changes between two requests: a list that is given has each key once, and every item that was there all the time; one that did not change while it was read
    /// is as it was then; and after a change a resource comes to the list as it is.
    /// </summary>
    [Fact]
    public Task List_ThatChangesAtRandom_HasEachKeyOnce_AndWhatWasThereAllTheTime() => Property.CheckAsync(300, async random =>
    {
        var backend = new PagedBackend((NextPage)random.Next(5), random.Next(1, 6)) { HasTags = random.Next(4) > 0 };
        var next = 0;
        for (var n = random.Next(20); n > 0; n--) backend.Items.Add(PagedBackend.Item(next++));
        var host = new CoreHost(backend: backend.Definition.At("items"));
        var upstream = new PagedUpstream(backend.Definition, backend, _clock);
        for (var poll = 0; poll < 12; poll++)
        {
            var isCalm = poll == 11 || random.Next(3) == 0;
            var changes = 0;
            var known = poll == 0 || host.Core.Snapshot is null ? [] : Ids(host.Document);
            var always = backend.Items.ToHashSet();
            backend.Before = _ =>
            {
                if (isCalm || random.Next(5) > 0 || changes == 3) return;
                changes++;
                Change();
                always.IntersectWith(backend.Items);
            };
            var outcome = await upstream.PollAsync(host.Core.NextPoll("items", ""), default);
            if (changes > 0 && outcome is PollOutcome.Failed { Code: DendriteErrorCode.UpstreamPages, Reason: var reason })
            {
                Assert.Contains(" readings ", reason, StringComparison.Ordinal);
                host.Take(outcome);
                continue;
            }
            host.Take(outcome);
            var ids = Ids(host.Document);
            Assert.Equal(ids.Count, ids.Distinct().Count());
            if (changes == 0) Assert.Equal(Ids(backend.Merged()), ids);
            // Of what was not known before, nobody can know that it was passed over.
            if (changes <= 1) Assert.Subset(ids.ToHashSet(), known.Intersect(Ids($"[{string.Join(',', always)}]")).ToHashSet());
            for (var n = random.Next(3); n > 0; n--) Change();
        }

        void Change()
        {
            switch (random.Next(4))
            {
                case 0 when backend.Items.Count > 0:
                    backend.Items.RemoveAt(random.Next(backend.Items.Count));
                    break;
                case 1 when backend.Items.Count > 1:
                    var moved = backend.Items[^1];
                    backend.Items.RemoveAt(backend.Items.Count - 1);
                    backend.Items.Insert(random.Next(backend.Items.Count), moved);
                    break;
                default:
                    backend.Items.Insert(random.Next(backend.Items.Count + 1), PagedBackend.Item(next++));
                    break;
            }
        }
    });

    private static PagedBackend New(NextPage next, int items)
    {
        var backend = new PagedBackend(next, 3);
        backend.Items.AddRange(Enumerable.Range(0, items).Select(PagedBackend.Item));
        return backend;
    }

    private Task<PollOutcome> PollAsync(PagedBackend backend, PollOutcome? before = null) => new PagedUpstream(backend.Definition, backend, _clock).PollAsync(
        new PollRequest("items", "", before is null ? null : Validators.None) { Pages = before?.Pages, Known = before?.Pages?.List?.Document }, CancellationToken.None);

    private static List<int> Ids(PollOutcome outcome) => Ids(Encoding.UTF8.GetString(Assert.IsType<PollOutcome.Answered>(outcome).Document));

    private static List<int> Ids(string json)
    {
        using var document = JsonDocument.Parse(json);
        var array = document.RootElement.ValueKind == JsonValueKind.Array ? document.RootElement : document.RootElement.GetProperty("items");
        return [.. array.EnumerateArray().Select(item => item.GetProperty("id").GetInt32())];
    }
}
