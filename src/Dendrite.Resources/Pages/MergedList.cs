using System.Text.Json;

namespace Dendrite.Resources;

/// <summary>The pages of a list as one document: the first page, its array replaced by that of all items. Bytes stay as they were written. Immutable.</summary>
internal sealed class MergedList
{
    private readonly ReadOnlyMemory<byte> _array;

    private MergedList(byte[] document, ReadOnlyMemory<byte> array, IReadOnlyList<ReadPage> pages) => (Document, _array, Pages) = (document, array, pages);

    /// <summary>The document.</summary>
    public byte[] Document { get; }

    /// <summary>The pages, their texts in the document's own memory.</summary>
    public IReadOnlyList<ReadPage> Pages { get; }

    /// <summary>How many bytes the document of these pages has.</summary>
    public static long LengthOf(IReadOnlyList<ReadPage> pages) =>
        pages.Count == 0 ? 0 : pages[0].Before.Length + pages[0].After.Length + pages.Sum(page => page.Items.Length) + Math.Max(0, pages.Count(page => page.Count > 0) - 1);

    /// <summary>Merges at least one page.</summary>
    public static MergedList Of(IReadOnlyList<ReadPage> pages)
    {
        var document = new byte[LengthOf(pages)];
        var at = 0;
        var before = Append(pages[0].Before);
        var (parts, isFirst) = (new ReadOnlyMemory<byte>[pages.Count], true);
        for (var i = 0; i < pages.Count; i++)
        {
            if (pages[i].Count > 0 && !isFirst) document[at++] = (byte)',';
            parts[i] = Append(pages[i].Items);
            isFirst &= pages[i].Count == 0;
        }
        var after = Append(pages[0].After);
        return new MergedList(document, document.AsMemory((before.Length - 1)..(document.Length - after.Length + 1)), [.. pages.Select((page, i) => page with { Before = before, Items = parts[i], After = after })]);

        ReadOnlyMemory<byte> Append(ReadOnlyMemory<byte> text)
        {
            text.CopyTo(document.AsMemory(at));
            at += text.Length;
            return document.AsMemory(at - text.Length, text.Length);
        }
    }

    /// <summary>This list, with what its pages say now; null where a page is another, also where only its memory is.</summary>
    public MergedList? With(IReadOnlyList<ReadPage> pages) =>
        pages.Count == Pages.Count && pages.Zip(Pages).All(pair => pair.First.Items.Equals(pair.Second.Items) && pair.First.Before.Equals(pair.Second.Before) && pair.First.After.Equals(pair.Second.After))
            ? new MergedList(Document, _array, pages) : null;

    /// <summary>The same list in the memory of a document that has the same bytes, with what its pages say now.</summary>
    public MergedList In(byte[] document)
    {
        return new MergedList(document, Moved(_array), [.. Pages.Select(page => page with { Before = Moved(page.Before), Items = Moved(page.Items), After = Moved(page.After) })]);

        ReadOnlyMemory<byte> Moved(ReadOnlyMemory<byte> part) =>
            Document.AsSpan().Overlaps(part.Span, out var offset) ? document.AsMemory(offset, part.Length) : default;
    }

    /// <summary>What identifies each item, in order; null where an item has nothing, or where a page has something twice, which therefore identifies none.</summary>
    /// <exception cref="JsonException">The pages were not JSON.</exception>
    public string[]? KeysBy(IReadOnlyList<string> names)
    {
        if (PageItems.Keys(_array.Span, names) is not { } keys) return null;
        var at = 0;
        foreach (var page in Pages)
        {
            var own = keys.AsSpan(at, page.Count);
            if (new HashSet<string>(own.ToArray(), StringComparer.Ordinal).Count < page.Count) return null;
            at += page.Count;
        }
        return keys;
    }
}
