using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace Dendrite.Protocol;

/// <summary>
/// Every way in which Dendrite says no. Numbers and names are stable: 1xxx the caller's fault, 2xxx worth a retry,
/// 3xxx terminal, 4xxx reconnect and take a snapshot.
/// </summary>
public enum DendriteErrorCode
{
    /// <summary>The request is wrong in a way that has no code of its own.</summary>
    InvalidRequest = 1000,

    /// <summary>No backend of that name is configured.</summary>
    UnknownBackend = 1001,

    /// <summary>The path is not one that can be sent to a backend.</summary>
    MalformedPath = 1002,

    /// <summary>There is no format of that name.</summary>
    UnknownFormat = 1003,

    /// <summary>The query is longer than allowed.</summary>
    QueryTooLong = 1004,

    /// <summary>The backend is not public and the caller has no session with it.</summary>
    LoginRequired = 1006,

    /// <summary>There is nothing under that address.</summary>
    NotFound = 1007,

    /// <summary>The address exists, the method does not.</summary>
    MethodNotAllowed = 1008,

    /// <summary>This is for operators, and the request does not show that it comes from one.</summary>
    OperatorsOnly = 1009,

    /// <summary>There is no guard of that name.</summary>
    UnknownGuard = 1010,

    /// <summary>No rule of the backend's <c>Paths</c> lets the path through.</summary>
    PathNotAllowed = 1011,

    /// <summary>The body of the request is longer than allowed.</summary>
    BodyTooLarge = 1012,

    /// <summary>The request is not signed as it has to be, or not lately.</summary>
    SignatureRefused = 1013,

    /// <summary>The document of that position, or of that time, is not on record.</summary>
    NotRecorded = 1014,

    /// <summary>The backend could not be reached.</summary>
    UpstreamUnreachable = 2001,

    /// <summary>The backend did not answer in full within the time limit.</summary>
    UpstreamTimeout = 2002,

    /// <summary>The backend answered with a status that is not success; the status is with the error.</summary>
    UpstreamStatus = 2003,

    /// <summary>The backend's answer is not valid JSON.</summary>
    UpstreamInvalidJson = 2004,

    /// <summary>The backend's answer is larger than the size limit.</summary>
    UpstreamTooLarge = 2005,

    /// <summary>The backend's answer is not declared as JSON.</summary>
    UpstreamContentType = 2006,

    /// <summary>The backend redirects to where it is not followed.</summary>
    UpstreamRedirect = 2007,

    /// <summary>The backend closed the connection before the answer was complete.</summary>
    UpstreamAborted = 2008,

    /// <summary>A limit of this server is reached for now.</summary>
    Busy = 2009,

    /// <summary>The backend's breaker is open: it was not asked.</summary>
    CircuitOpen = 2010,

    /// <summary>State could not be read or written; the store refuses or is out of reach.</summary>
    StorageUnavailable = 2011,

    /// <summary>The cluster does not answer for now: a silo was lost, or is out of reach.</summary>
    ClusterUnavailable = 2012,

    /// <summary>The document is from before; its source has not confirmed it since.</summary>
    Unconfirmed = 2013,

    /// <summary>An operator wants that the backend is not asked for this document for now.</summary>
    Paused = 2014,

    /// <summary>The backend says that there is no such document (404), or no longer (410); it is asked again, less often.</summary>
    Gone = 2015,

    /// <summary>The backend answered success with nothing in it.</summary>
    UpstreamEmpty = 2016,

    /// <summary>The backend has taken the request and has no document yet (202).</summary>
    UpstreamNotReady = 2017,

    /// <summary>The backend's limit of requests allows none for now.</summary>
    Throttled = 2018,

    /// <summary>The pages of the backend's list can't be read as one document: one is missing, they go in a circle, lead elsewhere, are too many, or change while they are read.</summary>
    UpstreamPages = 2019,

    /// <summary>The document is older than was asked for, and the backend can't be asked sooner.</summary>
    TooOld = 2020,

    /// <summary>A defect of Dendrite.</summary>
    Internal = 3000,

    /// <summary>The configuration or a definition is wrong.</summary>
    InvalidDefinition = 3001,

    /// <summary>This server is going away; connect again, to it or to another.</summary>
    ShuttingDown = 4001,

    /// <summary>An operator has ended this connection, and no other; connect again.</summary>
    Disconnected = 4002,
}

/// <summary>The texts of <see cref="DendriteErrorCode"/> as they stand in problem documents: <c>unknown-backend</c> and so on.</summary>
public static partial class DendriteErrorCodes
{
    private static readonly FrozenDictionary<DendriteErrorCode, string> Texts =
        Enum.GetValues<DendriteErrorCode>().ToFrozenDictionary(c => c, c => WordStart().Replace(c.ToString(), "-$0").ToLowerInvariant());

    private static readonly FrozenDictionary<string, DendriteErrorCode> Codes = Texts.ToFrozenDictionary(p => p.Value, p => p.Key);

    /// <summary>The code's text in lower case with hyphens.</summary>
    public static string ToText(this DendriteErrorCode code) => Texts[code];

    /// <summary>Finds the code of a text; false where there is none.</summary>
    public static bool TryParse(string text, out DendriteErrorCode code) => Codes.TryGetValue(text, out code);

    /// <summary>Whether the same request may succeed later: the codes from 2000 to 2999 and from 4000 on.</summary>
    public static bool IsTransient(this DendriteErrorCode code) => (int)code is >= 2000 and < 3000 or >= 4000;

    [GeneratedRegex("(?<!^)[A-Z]")]
    private static partial Regex WordStart();
}
