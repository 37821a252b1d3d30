namespace Dendrite.Resources;

/// <summary>Where a list in pages has its next page.</summary>
public enum NextPage
{
    /// <summary>In the answer's field <c>Link</c> with the relation <c>next</c> (RFC 8288); the last page has none.</summary>
    Link,

    /// <summary>At the next number in a parameter. The last page is empty, or has fewer items than the one before it.</summary>
    Page,

    /// <summary>At the number of items so far in a parameter. The last page is empty, or has fewer items than the one before it.</summary>
    Offset,

    /// <summary>At a cursor that each page names and a parameter takes; the last page has none, null, false or an empty one.</summary>
    Cursor,

    /// <summary>At an address that each page names; the last page has none, null, false or an empty one.</summary>
    Field,
}
