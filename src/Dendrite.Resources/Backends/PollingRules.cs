namespace Dendrite.Resources;

/// <summary>What is taken although it is no strict JSON. Every value has been validated.</summary>
public sealed record LenientDefinition
{
    /// <summary>Whether of several members of one name the last counts, and a warning names it once; false refuses the answer. Default true.</summary>
    public bool DuplicateMembers { get; init; } = true;

    /// <summary>Whether <c>NaN</c>, <c>Infinity</c> and their like are read as null; false refuses the answer. Default false.</summary>
    public bool NonFiniteNumbers { get; init; }
}

/// <summary>Which redirects of a backend are followed.</summary>
public enum RedirectPolicy
{
    /// <summary>None: each makes the resource stale.</summary>
    None,

    /// <summary>Those to the same scheme, host and port; permanent ones are remembered.</summary>
    SameOrigin,

    /// <summary>Those to another origin too, without the configured headers, without cookies, and never from https to http.</summary>
    Any,
}

/// <summary>How documents are asked for.</summary>
public enum ReadMethod
{
    /// <summary>By GET.</summary>
    Get,

    /// <summary>By POST with a declared body, as some APIs want it: it asks, and changes nothing.</summary>
    Post,
}

/// <summary>What the answer 204 (no content) to a poll means.</summary>
public enum NoContentMeaning
{
    /// <summary>The document is as it was.</summary>
    Unchanged,

    /// <summary>The document may be out of date.</summary>
    Stale,
}

/// <summary>The version of HTTP that a backend is asked in.</summary>
public enum HttpVersions
{
    /// <summary>HTTP/2 where the backend offers it with TLS, else HTTP/1.1.</summary>
    Auto,

    /// <summary>HTTP/1.1 only.</summary>
    Http11,

    /// <summary>HTTP/2 only, without TLS too (RFC 9113, section 3.3: prior knowledge).</summary>
    Http2,
}
