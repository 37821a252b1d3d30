namespace Dendrite.Diff;

/// <summary>
/// The member names that lead to an object's prototype in JavaScript. Clients there refuse a path through them, or silently do nothing, and
/// drift for ever (fast-json-patch issue 262, GHSA-8gh8-hqwg-xf34): no difference has such a path, the object around it is replaced instead.
/// </summary>
internal static class HazardousNames
{
    /// <summary>Whether a name is one of them, as it is written in a document, escapes and all.</summary>
    public static bool Contains(ReadOnlySpan<byte> name) =>
        (name.Length is 9 or 11 || name.Contains((byte)'\\')) &&
        (StringText.EqualsUnescaped(name, "__proto__"u8) || StringText.EqualsUnescaped(name, "prototype"u8) || StringText.EqualsUnescaped(name, "constructor"u8));
}
