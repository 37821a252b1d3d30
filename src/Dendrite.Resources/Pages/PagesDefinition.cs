namespace Dendrite.Resources;

/// <summary>How the pages of a list are found, so that they can be merged into one document.</summary>
public sealed record PagesDefinition
{
    /// <summary>The most that <see cref="MaxPages"/> can be.</summary>
    internal const int MostPages = 1000;

    /// <summary>The most that <see cref="Size"/> can be.</summary>
    internal const int MostItems = 1_000_000;

    /// <summary>Where the next page is.</summary>
    public required NextPage Next { get; init; }

    /// <summary>The array in each page, as a JSON pointer (RFC 6901); empty, the default, for the page itself.</summary>
    public string Items { get; init; } = "";

    /// <summary>Where a page has the cursor (<see cref="NextPage.Cursor"/>), or the address of the next (<see cref="NextPage.Field"/>), as a JSON pointer; null otherwise.</summary>
    public string? Pointer { get; init; }

    /// <summary>The query parameter of the number, the offset or the cursor; null takes <c>page</c>, <c>offset</c> or <c>cursor</c>.</summary>
    public string? Parameter { get; init; }

    /// <summary>The number of the first page (<see cref="NextPage.Page"/>), 0 or more; null for 1.</summary>
    public int? First { get; init; }

    /// <summary>The query parameter that asks for <see cref="Size"/> items a page; null for none, or with <see cref="NextPage.Offset"/> for <c>limit</c>.</summary>
    public string? SizeParameter { get; init; }

    /// <summary>How many items a page has, 1 to 1,000,000; null where the backend decides.</summary>
    public int? Size { get; init; }

    /// <summary>How many pages a list may have; one that has more is a failure, never cut. Default 50; 1 to 1,000.</summary>
    public int MaxPages { get; init; } = 50;

    /// <summary>The parameter of the place.</summary>
    internal string PlaceParameter => Parameter ?? Next switch
    {
        NextPage.Page => "page",
        NextPage.Offset => "offset",
        _ => "cursor",
    };

    /// <summary>The parameter of the size; null where none is sent.</summary>
    internal string? SentSizeParameter => Size is null ? null : SizeParameter ?? (Next == NextPage.Offset ? "limit" : null);

    /// <summary>What is wrong with it, each fault beginning with the setting; nothing where it can be used.</summary>
    internal IEnumerable<string> Faults()
    {
        if (Items.Length > 0 && AnswerGuard.FaultOfPointer(Items) is { } noItems) yield return $"Items is '{Items}', {noItems}.";
        if (Next is NextPage.Cursor or NextPage.Field)
        {
            if (Pointer is null) yield return $"Pointer is missing; with Next {Next} it is the JSON pointer to the {(Next == NextPage.Cursor ? "cursor" : "address of the next page")}.";
            else if (AnswerGuard.FaultOfPointer(Pointer) is { } noPointer) yield return $"Pointer is '{Pointer}', {noPointer}.";
        }
        else if (Pointer is not null) yield return $"Pointer is set, which Next {Next} does not use.";
        if (Parameter is not null && Next is NextPage.Link or NextPage.Field) yield return $"Parameter is set, which Next {Next} does not use.";
        if (First is not null && Next != NextPage.Page) yield return $"First is set, which Next {Next} does not use.";
        if (First < 0) yield return $"First is {First}; it is 0 or more.";
        if (SizeParameter is not null && Size is null) yield return "SizeParameter is set, but no Size that it asks for.";
        if (Size is not null && SizeParameter is null && Next is not (NextPage.Page or NextPage.Offset)) yield return "Size is set, but no SizeParameter that asks for it.";
        if (Size is < 1 or > MostItems) yield return $"Size is {Size}; it is from 1 to {MostItems}.";
        if (MaxPages is < 1 or > MostPages) yield return $"MaxPages is {MaxPages}; it is from 1 to {MostPages}.";
        foreach (var (setting, name) in new[] { (nameof(Parameter), Parameter), (nameof(SizeParameter), SizeParameter) })
            if (name is not null && QueryText.FaultOf(name, "1") is { } fault) yield return $"{setting} {fault}.";
    }
}
