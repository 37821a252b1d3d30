using System.Text;
using Dendrite.Protocol;
using Dendrite.Testing;

namespace Dendrite.Resources;

/// <summary>Lists in pages as one document: whole, conditional by page, told where they can't be read, and true while they change.</summary>
public sealed class PagedUpstreamTests
{
    private readonly ManualTimeProvider _clock = new();

    public static TheoryData<NextPage> Kinds => [.. Enum.GetValues<NextPage>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task List_OfThreePages_IsOneDocumentWithItsBytesAsWritten(NextPage next)
    {
        var backend = New(next, 7);
        Assert.Equal(First(backend), Text(await PollAsync(backend)));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task List_ThatIsAsItWas_IsAskedForByThePagesTags_AndIsNotModified(NextPage next)
    {
        var backend = New(next, 7);
        var first = await PollAsync(backend);
        var (asked, whole) = (backend.Requests.Count, backend.Whole);
        var second = Assert.IsType<PollOutcome.NotModified>(await PollAsync(backend, first));
        Assert.Equal(whole, backend.Whole);
        // Besides the first page, asked for once more; and where pages have a size, one after the short one.
        Assert.Equal(asked - (next == NextPage.Offset ? 2 : 1), backend.Requests.Count - asked);
        Assert.Same(first.Pages!.List!.Document, second.Pages!.List!.Document);
    }

    [Fact]
    public async Task Page_ThatIsAsItWas_GivesItsBytesToTheDocumentThatChanged()
    {
        var backend = New(NextPage.Link, 7);
        var first = await PollAsync(backend);
        backend.Items[4] = """{"id":4,"v":2e0}""";
        var whole = backend.Whole;
        Assert.Equal(First(backend), Text(await PollAsync(backend, first)));
        Assert.Equal(1, backend.Whole - whole);
    }

    /// <summary>The resource could not store the document, or has another: what pages say of the one before counts for nothing.</summary>
    [Fact]
    public async Task List_ThatIsAsItWas_IsGivenWholeToWhoHasAnotherDocument()
    {
        var backend = New(NextPage.Link, 7);
        var first = await PollAsync(backend);
        var second = await NewUpstream(backend).PollAsync(new PollRequest("items", "", Validators.None) { Pages = first.Pages, Known = "[1]"u8.ToArray() }, default);
        Assert.Equal(First(backend), Text(second));
    }

    /// <summary>Now and then the whole document is asked for, to see whether 304 was true.</summary>
    [Fact]
    public async Task Request_WithoutValidators_AsksForEachPageWithout()
    {
        var backend = New(NextPage.Link, 7);
        var first = await PollAsync(backend);
        var whole = backend.Whole;
        await NewUpstream(backend).PollAsync(new PollRequest("items", "", null) { Pages = first.Pages, Known = Document(first) }, default);
        Assert.Equal(3, backend.Whole - whole);
    }

    [Fact]
    public async Task Tag_OfAPageThatDiffers_IsSaidToMeanNothing()
    {
        var backend = New(NextPage.Link, 7);
        backend.Instead = request => request.Query.Length > 0 ? null : Answer("[{\"id\":0}]", "\"same\"", "<?from=5>; rel=next");
        var first = await PollAsync(backend);
        backend.Instead = request => request.Query.Length > 0 ? null : Answer("[{\"id\":1}]", "\"same\"", "<?from=5>; rel=next");
        var asked = backend.Requests.Count;
        await NewUpstream(backend).PollAsync(new PollRequest("items", "", null) { Pages = first.Pages, Known = Document(first) }, default);
        Assert.Equal([false, true], backend.Requests.Skip(asked).Take(2).Select(request => request.ValidatorsLied));
    }

    [Theory]
    [InlineData(NextPage.Page, 9, 4)]
    [InlineData(NextPage.Page, 7, 4)]
    [InlineData(NextPage.Page, 0, 1)]
    [InlineData(NextPage.Offset, 9, 4)]
    [InlineData(NextPage.Offset, 7, 4)]
    public async Task Counted_EndsWithAnEmptyPage_OrAShortOneWhereThatHasBeenSeenToEnd(NextPage next, int items, int requests)
    {
        var backend = New(next, items);
        var first = await PollAsync(backend);
        var again = requests > 1 ? 1 : 0;
        Assert.Equal(requests + again, backend.Requests.Count);
        var short1 = next == NextPage.Offset && items % 3 > 0 ? 1 : 0;
        backend.Requests.Clear();
        await PollAsync(backend, first);
        Assert.Equal(requests - short1, backend.Requests.Count);
    }

    /// <summary>A backend that gives fewer than it is asked for is not read only in part.</summary>
    [Fact]
    public async Task Size_ThatTheBackendDoesNotGive_IsNoEnd()
    {
        var backend = new PagedBackend(NextPage.Offset, 3);
        backend.Items.AddRange(Enumerable.Range(0, 8).Select(PagedBackend.Item));
        var definition = Ruled(backend, pages => pages with { Size = 100, SizeParameter = "per_page" });
        var upstream = new PagedUpstream(definition, backend, _clock);
        Assert.Equal(First(backend), Text(await upstream.PollAsync(new PollRequest("items", "", null), default)));
        Assert.Equal("per_page=100&offset=3", backend.Requests[1].Query);
    }

    [Fact]
    public async Task Next_ThatWasReadAlready_IsACircleByName()
    {
        var backend = New(NextPage.Link, 7);
        backend.Instead = request => Answer("[]", null, request.Query == "from=3" ? "<?from=6>; rel=next" : "<?from=3>; rel=next");
        Assert.Contains("Page 3 names page 2 as the next, which was read already: the pages go in a circle", Broken(await PollAsync(backend)), StringComparison.Ordinal);
        Assert.Equal(3, backend.Requests.Count);
    }

    [Theory]
    [InlineData("http://evil/api/items", "another origin, http://evil")]
    [InlineData("/secrets", "not below the backend's base address")]
    [InlineData("/api/%2e%2e/secrets", "cannot be asked")]
    public async Task Next_ToElsewhere_IsNotFollowedAndSaid(string target, string fault)
    {
        var backend = New(NextPage.Link, 7);
        backend.Instead = _ => Answer("[]", null, $"<{target}?token=t0k>; rel=next");
        var reason = Broken(await PollAsync(backend));
        Assert.Contains(fault, reason, StringComparison.Ordinal);
        Assert.DoesNotContain("t0k", reason, StringComparison.Ordinal);
        Assert.Single(backend.Requests);
    }

    [Fact]
    public async Task List_OfMorePagesThanAllowed_IsAFailureAndNotCut()
    {
        var backend = New(NextPage.Link, 9);
        var upstream = new PagedUpstream(Ruled(backend, pages => pages with { MaxPages = 2 }), backend, _clock);
        Assert.Contains("more than 2 pages", Broken(await upstream.PollAsync(new PollRequest("items", "", null), default)), StringComparison.Ordinal);
        Assert.Equal(2, backend.Requests.Count);
        Assert.IsType<PollOutcome.Answered>(await new PagedUpstream(Ruled(backend, pages => pages with { MaxPages = 3 }), backend, _clock).PollAsync(new PollRequest("items", "", null), default));
    }

    [Fact]
    public async Task List_LargerThanTheSizeLimit_IsTooLargeBeforeItIsAllRead()
    {
        var backend = New(NextPage.Link, 60);
        var whole = Encoding.UTF8.GetByteCount(First(backend));
        var failed = Assert.IsType<PollOutcome.Failed>(await new PagedUpstream(backend.Definition with { SizeLimit = whole - 30 }, backend, _clock).PollAsync(new PollRequest("items", "", null), default));
        Assert.Equal((DendriteErrorCode.UpstreamTooLarge, 20), (failed.Code, backend.Requests.Count));
        Assert.IsType<PollOutcome.Answered>(await new PagedUpstream(backend.Definition with { SizeLimit = whole }, backend, _clock).PollAsync(new PollRequest("items", "", null), default));
    }

    [Theory]
    [InlineData("""{"items":[]}""", "Page 1 is no array; Pages:Items says where it has one")]
    [InlineData("\"x\"", "Page 1 is no array")]
    public async Task Page_ThatIsNoArray_IsNamed(string body, string fault)
    {
        var backend = New(NextPage.Link, 7);
        backend.Instead = _ => Answer(body, null);
        Assert.Contains(fault, Broken(await PollAsync(backend)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"items":5}""", "Page 1 has no array at /items")]
    [InlineData("""{"items":[],"next":{}}""", "Page 1 names a next page at /next by something that is no text and no number")]
    [InlineData("""{"items":[],"next":"\ud83d"}""", "Page 1 names a next page at /next by something")]
    public async Task Page_WithoutWhatIsDeclared_IsNamed(string body, string fault)
    {
        var backend = New(NextPage.Cursor, 7);
        backend.Instead = _ => Answer(body, null);
        Assert.Contains(fault, Broken(await PollAsync(backend)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"items":[]}""")]
    [InlineData("""{"items":[],"next":null}""")]
    [InlineData("""{"items":[],"next":""}""")]
    [InlineData("""{"items":[],"next":false}""")]
    public async Task Cursor_ThatIsNone_IsTheEnd(string body)
    {
        var backend = New(NextPage.Cursor, 7);
        backend.Instead = _ => Answer(body, null);
        Assert.Equal(body, Text(await PollAsync(backend)));
    }

    [Fact]
    public async Task Cursor_IsSentEscaped_ANumberAsItIsWritten()
    {
        var backend = New(NextPage.Cursor, 7);
        backend.Instead = request => Answer(request.Query switch { "q=1" => """{"items":[],"next":"a/b+c="}""", "q=1&cursor=a%2Fb%2Bc%3D" => """{"items":[],"next":1e3}""", _ => """{"items":[]}""" }, null);
        await NewUpstream(backend).PollAsync(new PollRequest("items", "q=1", null), default);
        Assert.Equal(["q=1", "q=1&cursor=a%2Fb%2Bc%3D", "q=1&cursor=1e3"], backend.Requests.Take(3).Select(request => request.Query));
    }

    /// <summary>That one page is not there does not make the list gone.</summary>
    [Fact]
    public async Task Page_ThatFails_FailsThePollWithItsNumber_AndOnlyTheFirstCanBeGone()
    {
        var backend = New(NextPage.Link, 7);
        backend.Instead = request => request.Query == "from=3" ? new PollOutcome.Failed(DendriteErrorCode.Gone, "The backend answered 404 Not Found.", 404) : null;
        var failed = Assert.IsType<PollOutcome.Failed>(await PollAsync(backend));
        Assert.Equal((DendriteErrorCode.UpstreamPages, "Page 2: The backend answered 404 Not Found.", 404), (failed.Code, failed.Reason, failed.StatusCode));
        backend.Instead = _ => new PollOutcome.Failed(DendriteErrorCode.Gone, "The backend answered 404 Not Found.", 404);
        Assert.Equal(DendriteErrorCode.Gone, Assert.IsType<PollOutcome.Failed>(await PollAsync(backend)).Code);
    }

    [Fact]
    public async Task Freshness_IsTheShortestOfThePages_AndPermissionTheStrictest()
    {
        var backend = New(NextPage.Link, 7);
        backend.Instead = request => request.Query switch
        {
            "" => Answer("[{\"id\":1}]", null, "<?from=3>; rel=next") with { FreshFor = TimeSpan.FromSeconds(9), Reuse = new ReusePolicy { IfError = TimeSpan.FromHours(1), WhileRevalidating = TimeSpan.FromHours(1) } },
            _ => Answer("[{\"id\":2}]", null) with { FreshFor = TimeSpan.FromSeconds(4), Reuse = new ReusePolicy { NoStore = true, MustRevalidate = true } },
        };
        var answered = Assert.IsType<PollOutcome.Answered>(await PollAsync(backend));
        Assert.Equal((TimeSpan.FromSeconds(4), new ReusePolicy { NoStore = true, MustRevalidate = true, IfError = TimeSpan.FromHours(1) }), (answered.FreshFor, answered.Reuse));
    }

    /// <summary>Each page takes leave as any request does; who has none for the rest goes on with it, and does not begin again and never end.</summary>
    [Fact]
    public async Task Budget_IsCountedByPage_AndAReadingThatItHoldsUpIsGoneOnWith()
    {
        var backend = New(NextPage.Link, 9);
        var allowance = new Allowance(1);
        using var upstream = new PagedUpstream(backend.Definition, new GovernedUpstream(allowance, backend, new BackendGuards(_clock), _clock), _clock);
        backend.Before = n =>
        {
            // Two requests, then none for an hour.
            if (n % 2 == 0) allowance.Told(new RateLimitReading(0, TimeSpan.FromHours(1), null, null), _clock.GetUtcNow());
        };
        var first = Assert.IsType<PollOutcome.Throttled>(await upstream.PollAsync(new PollRequest("items", "", null), default));
        Assert.Equal(2, backend.Requests.Count);
        _clock.Advance(first.RetryAfter!.Value);
        var second = await upstream.PollAsync(new PollRequest("items", "", null) { Pages = first.Pages, WaitingSince = first.Since }, default);
        Assert.Equal(First(backend), Text(second));
        Assert.Equal(["", "from=3", "from=6", ""], backend.Requests.Select(request => request.Query));
    }

    [Fact]
    public async Task Reading_HeldUpForTooLong_BeginsAnew()
    {
        var backend = New(NextPage.Link, 9);
        backend.Instead = request => request.Query == "from=6" ? new PollOutcome.Throttled("enough", 429, TimeSpan.FromSeconds(10)) : null;
        var held = await PollAsync(backend);
        backend.Instead = null;
        backend.Requests.Clear();
        _clock.Advance(TimeSpan.FromSeconds(10) + PagedUpstream.Patience + TimeSpan.FromTicks(1));
        await NewUpstream(backend).PollAsync(new PollRequest("items", "", null) { Pages = held.Pages }, default);
        Assert.Equal("", backend.Requests[0].Query);
    }

    [Theory]
    [InlineData("items", true)]
    [InlineData("whole", false)]
    public async Task Rule_WithoutPages_LeavesADocumentAsItIs(string path, bool isPaged)
    {
        var backend = New(NextPage.Link, 7);
        await NewUpstream(backend).PollAsync(new PollRequest(path, "", null), default);
        Assert.Equal(isPaged ? 4 : 1, backend.Requests.Count);
    }

    private static PagedBackend New(NextPage next, int items)
    {
        var backend = new PagedBackend(next, 3);
        backend.Items.AddRange(Enumerable.Range(0, items).Select(PagedBackend.Item));
        return backend;
    }

    /// <summary>The document that is expected: the first page with all items.</summary>
    private static string First(PagedBackend backend)
    {
        var (first, all) = (backend.Merged(0), string.Join(',', backend.Items));
        var (open, close) = (first.IndexOf('[', StringComparison.Ordinal), first.LastIndexOf(']'));
        return $"{first[..(open + 1)]}{all}{first[close..]}";
    }

    private PagedUpstream NewUpstream(PagedBackend backend) => new(backend.Definition, backend, _clock);

    private Task<PollOutcome> PollAsync(PagedBackend backend, PollOutcome? before = null) => NewUpstream(backend).PollAsync(
        new PollRequest("items", "", before is null ? null : Validators.None) { Pages = before?.Pages, Known = before is null ? default : Document(before) }, CancellationToken.None);

    private static BackendDefinition Ruled(PagedBackend backend, Func<PagesDefinition, PagesDefinition> change) =>
        backend.Definition with { Paths = [backend.Definition.Paths[0] with { Pages = change(backend.Definition.Paths[0].Pages!) }] };

    private static PollOutcome.Answered Answer(string json, string? tag, params string[] links) =>
        new(Encoding.UTF8.GetBytes(json), new Validators(tag, null), TimeSpan.Zero) { Links = new AnswerLinks(new Uri("http://h/api/items?q=1"), links) };

    private static byte[] Document(PollOutcome outcome) => outcome.Pages!.List!.Document;

    private static string Text(PollOutcome outcome) => Encoding.UTF8.GetString(Assert.IsType<PollOutcome.Answered>(outcome).Document);

    private static string Broken(PollOutcome outcome)
    {
        var failed = Assert.IsType<PollOutcome.Failed>(outcome);
        Assert.Equal(DendriteErrorCode.UpstreamPages, failed.Code);
        return failed.Reason;
    }
}
