using Dendrite.Diff;
using Dendrite.Protocol;

namespace Dendrite.Resources;

/// <summary>
/// The way to a backend some of whose lists come in pages: these are read one after the other and given as one document. Each page is a request of its
/// own to what is inside, with its place, its leave, its guard and its validators.
/// </summary>
/// <remarks>
/// A list that changes while it is read shows by an item on two pages, by items that are gone, or by a first page that has other items when it is asked for
/// once more at the end. Then it is read once more; where that shows the same, the poll has failed, but for a list without keys, of which that is noted. Where the second
/// reading lacks what the first had, a third tells what is gone. A reading that the backend's limits hold up is gone on with.
/// </remarks>
internal sealed class PagedUpstream(BackendDefinition backend, IUpstream inner, TimeProvider clock) : IUpstream, IDisposable
{
    /// <summary>How long after the time that was told a reading that was held up is gone on with.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public Task<PollOutcome> PollAsync(PollRequest request, CancellationToken cancellationToken) =>
        backend.RuleOf(request.Path)?.Pages is { } pages ? ReadAsync(pages, request, cancellationToken) : inner.PollAsync(request, cancellationToken);

    public void Dispose() => (inner as IDisposable)?.Dispose();

    private async Task<PollOutcome> ReadAsync(PagesDefinition pages, PollRequest request, CancellationToken cancellationToken)
    {
        var memory = request.Pages ?? new PageMemory();
        var pass = memory.Pending is { } pending && clock.GetUtcNow() <= memory.PendingUntil ? pending : new PagePass(backend, pages, request, memory);
        pass.Waited = TimeSpan.Zero;
        var since = request.WaitingSince;
        while (true)
        {
            while (pass.Next is not null)
            {
                var outcome = await inner.PollAsync(pass.Ask() with { WaitingSince = since }, cancellationToken);
                since = null;
                pass.Waited += outcome.Waited;
                if (outcome is not (PollOutcome.Answered or PollOutcome.NotModified)) return Stopped(outcome, pass, memory, pass.Number);
                if (pass.Take(outcome) is { } fault) return Stopped(fault, pass, memory, 1);
            }
            var list = Merge(pass.Pages, memory.List);
            if (list.Document == memory.List?.Document) return Done(list, pass, request);
            var doubt = PageDoubt.Of(list, pass.Doubted, memory.List, backend.Keys);
            PollOutcome? again = null;
            if (doubt is null && PageDoubt.NeedsFirstPage(list, pass.Doubted, backend.Keys))
            {
                again = await inner.PollAsync(pass.AskFirst(), cancellationToken);
                pass.Waited += again.Waited;
                if (again is not (PollOutcome.Answered or PollOutcome.NotModified)) return Stopped(again, pass, memory, 1);
                doubt = again is PollOutcome.Answered answered ? pass.DoubtOfFirst(answered, list) : null;
            }
            if (doubt is null) return Done(list, pass, request);
            if (pass.Reading > 1 && list.KeysBy(backend.Keys) is null)
            {
                pass.Note("The backend's list changes while its pages are read, and its items have no key by which one would be missed; Keys names one.");
                return Done(list, pass, request);
            }
            if (pass.Reading >= doubt.MostReadings)
                return Stopped(Changing(doubt, pass.Reading), pass, memory, 1);
            pass = pass.Again(list);
            // The first page is as new as can be.
            if (again is PollOutcome.Answered && pass.Take(again) is { } broken) return Stopped(broken, pass, memory, 1);
        }
    }

    private static PollOutcome.Failed Changing(PageDoubt doubt, int readings) => new(
        DendriteErrorCode.UpstreamPages,
        $"The backend's list can't be read: in {readings} readings {doubt.Why}. It changes while its pages are read, or what Keys finds in its items does not identify them.");

    /// <summary>The list of some pages, in the memory of the known document where that has the same bytes. Where no page has changed none is made: most polls are so.</summary>
    private static MergedList Merge(IReadOnlyList<ReadPage> pages, MergedList? known)
    {
        if (known?.With(pages) is { } same) return same;
        var list = MergedList.Of(pages);
        return known is not null && known.Document.AsSpan().SequenceEqual(list.Document) ? list.In(known.Document) : list;
    }

    private static PollOutcome Done(MergedList list, PagePass pass, PollRequest request)
    {
        var isKnown = request.Known.Span.SequenceEqual(list.Document);
        var freshFor = list.Pages.Min(page => page.FreshFor);
        PollOutcome outcome = pass.IsNotModified && isKnown
            ? new PollOutcome.NotModified(freshFor)
            : new PollOutcome.Answered(list.Document, Validators.None, freshFor) { Index = isKnown ? null : JsonIndex.Parse(list.Document), Notes = [.. pass.Notes] };
        return outcome with
        {
            Reuse = list.Pages.Select(page => page.Reuse).Aggregate(ReusePolicy.Stricter),
            Waited = pass.Waited,
            Pages = new PageMemory { List = list, ShortEnds = pass.ShortEnds, Lied = pass.Lied },
        };
    }

    /// <summary>What a poll is that did not come to the end. One that was held up is kept; what ails a page other than the first says nothing of the list.</summary>
    private PollOutcome Stopped(PollOutcome outcome, PagePass pass, PageMemory memory, int page)
    {
        var kept = memory with { Pending = null, Lied = memory.Lied && pass.Lied };
        if (outcome is PollOutcome.Failed failed)
        {
            var code = page > 1 && failed.Code is DendriteErrorCode.Gone or DendriteErrorCode.PathNotAllowed ? DendriteErrorCode.UpstreamPages : failed.Code;
            return failed with { Code = code, Reason = page > 1 ? $"Page {page}: {failed.Reason}" : failed.Reason, Waited = pass.Waited, Pages = kept };
        }
        var wait = outcome is PollOutcome.Throttled { RetryAfter: { } told } ? told : TimeSpan.Zero;
        return outcome with { Waited = pass.Waited, Pages = kept with { Pending = pass, PendingUntil = clock.GetUtcNow() + wait + Patience } };
    }
}
