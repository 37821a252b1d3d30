using System.Globalization;
using System.Text;
using System.Text.Json;
using Dendrite.Diff;
using Dendrite.Protocol;

namespace Dendrite.Resources;

/// <summary>One reading of a list's pages, from the first to the last: which is asked for next, and what its answer makes of the list. Answers in, questions out. One caller at a time.</summary>
internal sealed class PagePass
{
    private readonly BackendDefinition _backend;
    private readonly PagesDefinition _pages;
    private readonly PollRequest _request;
    private readonly Dictionary<PageAddress, ReadPage> _known;
    private readonly List<ReadPage> _read = [];
    private readonly HashSet<PageAddress> _asked = [];
    private readonly HashSet<string> _notes = [];
    private readonly bool _isWhole;
    private bool _wasShort;

    /// <summary>Begins to read.</summary>
    /// <param name="backend">The backend.</param>
    /// <param name="pages">How its pages are found.</param>
    /// <param name="request">The document that is asked for: without validators, each page is asked for without.</param>
    /// <param name="memory">What is known of the pages; null for nothing.</param>
    public PagePass(BackendDefinition backend, PagesDefinition pages, PollRequest request, PageMemory? memory)
        : this(backend, pages, request, memory?.List?.Pages ?? [], request.Validators is null)
    {
        ShortEnds = _isWhole ? null : memory?.ShortEnds;
        Lied = request.ValidatorsLied || memory?.Lied == true;
    }

    private PagePass(BackendDefinition backend, PagesDefinition pages, PollRequest request, IReadOnlyList<ReadPage> known, bool isWhole)
    {
        (_backend, _pages, _request, _isWhole) = (backend, pages, request, isWhole);
        _known = known.ToDictionary(page => page.Address);
        Next = First;
    }

    /// <summary>The page to ask for next; null where the list is read.</summary>
    public PageAddress? Next { get; private set; }

    /// <summary>What was read.</summary>
    public IReadOnlyList<ReadPage> Pages => _read;

    /// <summary>What the reading before this one brought, of which not everything was to be believed; null where this is the first.</summary>
    public MergedList? Doubted { get; private init; }

    /// <summary>Which reading of the poll this is, from 1.</summary>
    public int Reading { get; private init; } = 1;

    /// <summary>Whether each page was as it had been.</summary>
    public bool IsNotModified { get; private set; } = true;

    /// <inheritdoc cref="PageMemory.ShortEnds"/>
    public bool? ShortEnds { get; private set; }

    /// <inheritdoc cref="PageMemory.Lied"/>
    public bool Lied { get; private set; }

    /// <summary>How long the requests waited for places.</summary>
    public TimeSpan Waited { get; set; }

    /// <summary>What was mended in the pages, for people.</summary>
    public IReadOnlyCollection<string> Notes => _notes;

    /// <summary>Notes something of the list, for people.</summary>
    public void Note(string note) => _notes.Add(note);

    /// <summary>The number of the page that is asked for, from 1.</summary>
    public int Number => _read.Count + 1;

    /// <summary>The request for the next page.</summary>
    public PollRequest Ask() => Ask(Next!.Value, _isWhole ? null : _known.GetValueOrDefault(Next.Value)?.Validators);

    /// <summary>The request for the first page once more.</summary>
    public PollRequest AskFirst() => Ask(First, _read[0].Validators);

    /// <summary>The reading after this one, of which not everything is to be believed.</summary>
    /// <param name="list">What this brought.</param>
    public PagePass Again(MergedList list) => new(_backend, _pages, _request, list.Pages, false) { Doubted = list, Reading = Reading + 1, ShortEnds = ShortEnds, Lied = Lied, Waited = Waited, IsNotModified = false };

    /// <summary>Takes in the answer for <see cref="Next"/>.</summary>
    /// <param name="outcome">A document, or that it is as it was.</param>
    /// <returns>Why the list can't be read; null where it goes on.</returns>
    public PollOutcome.Failed? Take(PollOutcome outcome)
    {
        var address = Next!.Value;
        _asked.Add(address);
        if (outcome is PollOutcome.NotModified notModified)
        {
            if (!_known.TryGetValue(address, out var known)) return Fault("is said to be as it was, and is not known");
            return Add(known with { FreshFor = notModified.FreshFor, Reuse = notModified.Reuse }, NextOf(outcome.Links, null, out var faultOfLink) ?? (_pages.Next == NextPage.Link ? known.Next : null), faultOfLink);
        }
        var answered = (PollOutcome.Answered)outcome;
        if (answered.Index is null)
        {
            var parsed = JsonAnswer.Read(answered, _backend.Lenient);
            if (parsed is PollOutcome.Failed unread) return unread with { Reason = Named(unread.Reason) };
            answered = (PollOutcome.Answered)parsed;
        }
        IsNotModified = false;
        _notes.UnionWith(answered.Notes);
        if (ReadPage.Of(address, answered.Index!, _pages.Items, answered.Validators) is not { } page)
            return Fault(_pages.Items.Length == 0 ? "is no array; Pages:Items says where it has one" : $"has no array at {_pages.Items}");
        if (_known.TryGetValue(address, out var before) && page.Validators.IsUsable && page.Validators == before.Validators && !page.Items.Span.SequenceEqual(before.Items.Span)) Lied = true;
        var next = NextOf(answered.Links, answered.Index, out var fault);
        return Add(page with { FreshFor = answered.FreshFor, Reuse = answered.Reuse, Next = next }, next, fault);
    }

    /// <summary>What the first page, asked for once more, says of the list.</summary>
    /// <returns>Null where the page has the same items; their values may have changed.</returns>
    public PageDoubt? DoubtOfFirst(PollOutcome.Answered answered, MergedList list)
    {
        if (JsonAnswer.Read(answered, _backend.Lenient) is not PollOutcome.Answered { Index: { } index } || ReadPage.Of(First, index, _pages.Items, Validators.None) is not { } page) return new PageDoubt("its first page was no list any more");
        if (page.Items.Span.SequenceEqual(list.Pages[0].Items.Span)) return null;
        var isSame = list.KeysBy(_backend.Keys) is { } keys && MergedList.Of([page]).KeysBy(_backend.Keys) is { } now && keys.AsSpan(0, list.Pages[0].Count).SequenceEqual(now);
        return isSame ? null : new PageDoubt("its first page has other items at the end");
    }

    private PageAddress First
    {
        get
        {
            var first = new PageAddress(_request.Path, _request.Query);
            if (_pages.SentSizeParameter is { } size) first = first.With(size, Text(_pages.Size!.Value));
            return _pages.Next switch
            {
                NextPage.Page => first.With(_pages.PlaceParameter, Text(_pages.First ?? 1)),
                NextPage.Offset => first.With(_pages.PlaceParameter, "0"),
                _ => first,
            };
        }
    }

    private PollRequest Ask(PageAddress page, Validators? validators)
    {
        var request = new PollRequest(page.Path, page.Query, Lied ? null : validators) { WantsLinks = true, ValidatorsLied = Lied };
        // Whoever is told once does not believe them for a while.
        Lied = false;
        return request;
    }

    private PollOutcome.Failed? Add(ReadPage page, PageAddress? named, string? fault)
    {
        _read.Add(page with { Next = named });
        if (MergedList.LengthOf(_read) > _backend.SizeLimit)
            return new PollOutcome.Failed(DendriteErrorCode.UpstreamTooLarge, $"The backend's list is larger than the size limit of {_backend.SizeLimit} bytes: {_read.Count} pages were read.");
        if (fault is not null) return Broken($"Page {_read.Count} names a next page {fault}; pages are followed within the backend's origin and below its base address.");
        Next = _pages.Next is NextPage.Page or NextPage.Offset ? Counted(page) : named;
        if (Next is not { } next) return null;
        if (_asked.Contains(next)) return Broken($"Page {_read.Count} names page {_read.FindIndex(read => read.Address == next) + 1} as the next, which was read already: the pages go in a circle.");
        return _read.Count < _pages.MaxPages ? null : Broken($"The list has more than {_pages.MaxPages} pages, which is Pages:MaxPages.");
    }

    /// <summary>The next of pages that are counted. An empty one is the last; a short one is where that has been seen to be so.</summary>
    private PageAddress? Counted(ReadPage page)
    {
        if (_wasShort) ShortEnds = page.Count == 0;
        _wasShort = page.Count > 0 && page.Count < _pages.Size;
        if (page.Count == 0 || (_wasShort && ShortEnds == true)) return null;
        return First.With(_pages.PlaceParameter, Text(_pages.Next == NextPage.Page ? (_pages.First ?? 1) + _read.Count : _read.Sum(read => read.Count)));
    }

    /// <summary>The page that an answer names as the next; null where it names none.</summary>
    private PageAddress? NextOf(AnswerLinks? links, JsonIndex? document, out string? fault)
    {
        fault = null;
        switch (_pages.Next)
        {
            case NextPage.Link:
                return LinkField.NextOf(links?.Fields ?? []) is { } reference ? Resolve(links!, reference, out fault) : null;
            case NextPage.Cursor or NextPage.Field when document is null:
                return _known[Next!.Value].Next;
            case NextPage.Cursor:
                return ValueOf(document!, true, out fault) is { } cursor ? First.With(_pages.PlaceParameter, cursor) : null;
            case NextPage.Field:
                return ValueOf(document!, false, out fault) is { } address ? Resolve(links, address, out fault) : null;
            default:
                return null;
        }
    }

    private PageAddress? Resolve(AnswerLinks? links, string reference, out string? fault)
    {
        var from = links?.Address ?? new Uri(_backend.BaseAddress.AbsoluteUri + Next!.Value.Path);
        fault = PageAddress.Resolve(_backend, from, reference, out var address);
        return fault is null ? address : null;
    }

    /// <summary>What a page says at the pointer; null where it says that there is no next.</summary>
    private string? ValueOf(JsonIndex document, bool mayBeNumber, out string? fault)
    {
        fault = null;
        if (document.Select(_pages.Pointer!) is not { } text || text.Span.SequenceEqual("null"u8) || text.Span.SequenceEqual("false"u8) || text.Span.SequenceEqual("\"\""u8)) return null;
        if (mayBeNumber && text.Span[0] is (byte)'-' or >= (byte)'0' and <= (byte)'9') return Encoding.UTF8.GetString(text.Span);
        try
        {
            var reader = new Utf8JsonReader(text.Span);
            if (reader.Read() && reader.TokenType == JsonTokenType.String) return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair, which no address has.
        }
        fault = $"at {_pages.Pointer} by something that is no {(mayBeNumber ? "text and no number" : "text")}";
        return null;
    }

    private PollOutcome.Failed Fault(string what) => Broken($"Page {Number} {what}.");

    private string Named(string reason) => _read.Count == 0 ? reason : $"Page {Number}: {reason}";

    private static PollOutcome.Failed Broken(string reason) => new(DendriteErrorCode.UpstreamPages, $"The backend's list can't be read: {reason}");

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
