using System.Reflection;

namespace Dendrite.Resources;

/// <summary>Every kind of finding. The table of docs/doctor.md is made of it.</summary>
internal static class FindingKinds
{
    // Whether there are answers.
    public static readonly FindingKind NoAnswer = new("no-answer", "Some requests got no answer: connection, TLS, or time limit.", "Listeners are told `stale` meanwhile. Where it is slow by nature, raise `TimeLimit`.");
    public static readonly FindingKind BrokenAnswer = new("broken-answer", "An answer broke off, or could not be unpacked.", "Such an answer is never taken for the document. Look at the proxy or balancer in front.");
    public static readonly FindingKind ServerError = new("server-error", "Some answers are 5xx.", "The document is kept, and listeners are told `stale`. Many of them open the breaker, see `Breaker`.");
    public static readonly FindingKind Unauthorized = new("unauthorized", "Answers are 401, 403 or 407.", "Give credentials: `--header 'Authorization: …'` here, `Headers` in the configuration, there by `env:` or `file:`.");
    public static readonly FindingKind NotFound = new("not-found", "Answers are 404 or 410.", "Such a resource is `gone`, and asked for less and less often, up to `GoneInterval`. Look at the path.");
    public static readonly FindingKind ClientError = new("client-error", "The request is refused: 4xx other than a login, a throttle or a missing document.", "Look at what the API wants of a GET: parameters, an `Accept`, a header with its version.");
    public static readonly FindingKind SlowAnswers = new("slow-answers", "Answers take long: one second and more as a rule, or five at worst.", "Set `MinInterval` well above the time of an answer, and `TimeLimit` above the slowest.");
    public static readonly FindingKind ErrorInDocument = new("error-in-document", "An answer with status 200 is a message of an error.", "Such a document is passed on as any other: have the API use a status of 4xx or 5xx.");

    // What it lets through.
    public static readonly FindingKind RateLimit = new("rate-limit", "It says how often may be asked, and in which dialect.", "It is obeyed, for all resources of the backend together. Where others use the same credential, leave them a part by `LimitShare`.");
    public static readonly FindingKind RateLimitUnread = new("rate-limit-unread", "It has fields of a limit that do not say how many requests are left for how long.", "They can't be obeyed. Set `MinInterval` by what its documentation allows.");
    public static readonly FindingKind RateLimitShared = new("rate-limit-shared", "Of its limit more goes than was asked for here.", "Others use the same credential: leave them their part by `LimitShare`, or have a credential of your own.");
    public static readonly FindingKind Throttled = new("throttled", "Requests were refused because there were too many.", "A throttle is no failure, and it is waited for; set `MinInterval` so that there is none.");
    public static readonly FindingKind ThrottleWithoutWait = new("throttle-without-wait", "A throttle does not say how long to wait.", "The rate is halved, and raised again each quiet minute; better set `MinInterval` by the API's documentation.");
    public static readonly FindingKind RetryAfterUnusable = new("retry-after-unusable", "`Retry-After` is past, negative, or neither a number nor a date.", "It is passed over for a back-off of our own. RFC 9110, 10.2.3 has its two forms.");
    public static readonly FindingKind PollInterval = new("poll-interval", "`X-Poll-Interval` asks for an interval between polls.", "It is obeyed; a `MinInterval` below it changes nothing.");

    // How versions are named.
    public static readonly FindingKind NoValidator = new("no-validator", "Answers have neither `ETag` nor `Last-Modified`: each poll brings the whole document.", "Have the API send an `ETag`; a hash of the body does.");
    public static readonly FindingKind InvalidValidator = new("invalid-validator", "An `ETag` or a `Last-Modified` is none that can be sent back: empty, not ASCII, several, no date.", "It is passed over, and the whole document comes. RFC 9110, 8.8 has the form.");
    public static readonly FindingKind UnquotedTag = new("unquoted-tag", "The `ETag` has no quotation marks.", "It is sent back byte for byte, but caches on the way may drop it: RFC 9110, 8.8.3 wants the marks.");
    public static readonly FindingKind UnstableValidator = new("unstable-validator", "The same document has another `ETag` or `Last-Modified` each time, as with replicas that make their own.", "Each such poll brings the whole document for nothing: make it of the content, or on one node.");
    public static readonly FindingKind LyingValidator = new("lying-validator", "The document changed although its tag stayed, or though 304 was answered.", "Changes would be missed. Polls without validators find it out: `VerifyAfterPolls` and `VerifyAfter` say how often.");
    public static readonly FindingKind CoarseValidator = new("coarse-validator", "Two documents within one second, minute or day share a validator that is made of that time.", "Young documents are asked for without validators until they are older; have the API make its tag of the content.");
    public static readonly FindingKind ConditionalIgnored = new("conditional-ignored", "A conditional request is answered with the same document under the same validator, and not with 304.", "Each poll brings the whole document: have the API, or the proxy that drops `If-None-Match`, answer 304.");
    public static readonly FindingKind UnaskedNotModified = new("unasked-not-modified", "304 was answered to a request without a condition.", "Such an answer is a failed poll. It comes of a cache that mixes up its clients.");

    // How long it is fresh.
    public static readonly FindingKind NoStoreUnchanging = new("no-store-unchanging", "`no-store` is said of a document that did not change.", "It is never on disk, and listeners start anew after a restart. Have the API say `no-cache`, or set `KeepNoStore`.");
    public static readonly FindingKind FreshnessTooLong = new("freshness-too-long", "The document changed while `max-age`, `s-maxage` or `Expires` said that it was fresh.", "Changes come that much late: set `MaxFreshness` to how late they may come.");
    public static readonly FindingKind ExpiresContradicts = new("expires-contradicts", "`Expires` and `Cache-Control` say different times.", "`Cache-Control` counts (RFC 9111, 5.3), but old caches go by the other. Have the API send one of them.");
    public static readonly FindingKind InvalidExpires = new("invalid-expires", "`Expires` is no date, and nothing else says how long it is fresh.", "It counts as past (RFC 9111, 5.3). Have the API send `Cache-Control: max-age`.");
    public static readonly FindingKind CacheControlContradicts = new("cache-control-contradicts", "Directives of `Cache-Control` contradict each other, or have no valid value.", "The strictest counts. Have the API say one thing.");
    public static readonly FindingKind StaleFromCache = new("stale-from-cache", "A cache on the way gives out what is older than its freshness.", "What comes is late by that much, and nothing here can mend it: look at the cache.");
    public static readonly FindingKind VaryStar = new("vary-star", "`Vary: *`: no answer may be used again.", "The freshness that is said besides does not count (RFC 9111, 4.1).");

    // What changes.
    public static readonly FindingKind VolatileMembers = new("volatile-members", "Members change with each answer and say nothing, such as the time of the answer.", "Each poll would be an update: name them in `Ignore`.");
    public static readonly FindingKind UnstableOrder = new("unstable-order", "The items of a list come in another order, and are the same.", "Each order is a change. Have the API sort them, by a member that is unique.");
    public static readonly FindingKind Flapping = new("flapping", "The same few documents come in turn, as of replicas of which one is behind.", "Name what never goes back in `Monotonic`, or pin the API to one replica.");
    public static readonly FindingKind GoesBack = new("goes-back", "A version, or the time of the last change, goes back.", "Answers of a replica that is behind are dropped with `Monotonic`.");
    public static readonly FindingKind ShrinkingList = new("shrinking-list", "The document loses half of itself or more for a moment, and has it again.", "Set `ConfirmShrink`: such an answer is asked for again at once, and taken when it is confirmed.");

    // What it is.
    public static readonly FindingKind EmptyAnswer = new("empty-answer", "An answer with status 200 has nothing in it.", "It is a failed poll, and the document is kept. Have the API answer 204 or 503.");
    public static readonly FindingKind NoContent = new("no-content", "Answers are 204 or 205.", "204 means that the document is as it was; with `NoContent: Stale` that it may be out of date.");
    public static readonly FindingKind NotReady = new("not-ready", "Answers are 202: the document is being made.", "It is asked for again at `Retry-After`. Have the API send one.");
    public static readonly FindingKind PartialAnswer = new("partial-answer", "Answers are 206 or 226, to a request for the whole.", "A part is never the document: such a poll has failed. Look at the cache on the way.");
    public static readonly FindingKind NotJson = new("not-json", "It is something else than JSON.", "Only JSON can be listened to: look for the API's JSON form, by its path or by `Accept` in `Headers`.");
    public static readonly FindingKind InvalidJson = new("invalid-json", "It is called JSON and is not valid.", "Such a poll has failed, and listeners are told `stale`.");
    public static readonly FindingKind OtherMediaType = new("other-media-type", "It is JSON, and is called something else.", "Name its media type in `ContentTypes`.");
    public static readonly FindingKind OtherCharset = new("other-charset", "The text is in another character set than UTF-8.", "It is transcoded by its `charset` or by its first bytes; JSON is UTF-8 (RFC 8259, 8.1).");
    public static readonly FindingKind UnreadableText = new("unreadable-text", "The text is not in the character set that it should be in.", "Such a poll has failed. Have the API send UTF-8.");
    public static readonly FindingKind ByteOrderMark = new("byte-order-mark", "The text begins with a byte-order mark.", "It is ignored; other readers may refuse it (RFC 8259, 8.1).");
    public static readonly FindingKind DuplicateMembers = new("duplicate-members", "An object has a member twice.", "The last counts, and is all that listeners get; `Lenient:DuplicateMembers: false` refuses such answers.");
    public static readonly FindingKind LoneSurrogate = new("lone-surrogate", "A text has half of a surrogate pair, such as an emoji cut in two.", "It is passed on as it is written; some languages can't read it. Have the API cut between characters.");
    public static readonly FindingKind NonFiniteNumber = new("non-finite-number", "`NaN` or `Infinity` stands for a number.", "That is no JSON. `Lenient:NonFiniteNumbers: true` reads null; else the poll has failed.");
    public static readonly FindingKind LargeInteger = new("large-integer", "An integer is beyond 2^53.", "It is passed on digit for digit, but browsers round it: have the API send it as a text.");
    public static readonly FindingKind ListWithoutIdentity = new("list-without-identity", "The items of a list have no member that tells them apart.", "They are compared by place and content, and `list` updates send the whole. Give them an `id`.");
    public static readonly FindingKind DuplicateIdentity = new("duplicate-identity", "Items of a list share the value of the member that should tell them apart.", "`list` updates send the whole list meanwhile. Look at how the API pages or joins.");
    public static readonly FindingKind ListIdentity = new("list-identity", "The items of a list are told apart by a member that is not known by itself.", "Name it in `Keys`.");
    public static readonly FindingKind Paged = new("paged", "The answer is a page, and names the next.", "Only this page is polled. Ask for more items a page, or for what has changed, where the API can.");

    // How it travels.
    public static readonly FindingKind LargeDocument = new("large-document", "The document has a megabyte or more.", "Each listener gets the differences only, but a poll brings all of it: raise `MinInterval`, or ask for a part.");
    public static readonly FindingKind TooLarge = new("too-large", "The document is larger than is read.", "Raise `SizeLimit`, or ask for a part.");
    public static readonly FindingKind NoCompression = new("no-compression", "The body is not compressed, although gzip, br and zstd were offered.", "Have the API or its proxy compress JSON.");
    public static readonly FindingKind StrangeCoding = new("strange-coding", "The body has a coding that was not asked for.", "It can't be read. Known are gzip, deflate, br and zstd, one at a time.");
    public static readonly FindingKind Cookies = new("cookies", "Answers set cookies.", "They are not kept. Where they choose a replica, answers will be of several; where they are a login, use `Headers`.");
    public static readonly FindingKind PermanentRedirect = new("permanent-redirect", "The address has moved for good (301, 308).", "It is remembered, but configure the new one.");
    public static readonly FindingKind TemporaryRedirect = new("temporary-redirect", "Each poll is redirected (302, 303, 307), and costs two requests.", "Configure the address that answers, where it is always the same.");
    public static readonly FindingKind RedirectElsewhere = new("redirect-elsewhere", "It redirects to another origin.", "That is not followed unless `Redirects` is `Any`, and then without `Headers`: better configure that origin.");
    public static readonly FindingKind RedirectFails = new("redirect-fails", "A redirect leads nowhere: in a circle, to no address, or from https to http.", "Such a poll has failed. Look at the address.");
    public static readonly FindingKind ClockSkew = new("clock-skew", "The clock of the API, or of this machine, is wrong.", "Dates are read against the API's own clock, so polling is right all the same; certificates and logs are not.");
    public static readonly FindingKind Deprecated = new("deprecated", "`Deprecation` or `Sunset` says that the address will go.", "Look for its successor; a `Link` may name it.");

    /// <summary>Every kind, in the order in which findings are told.</summary>
    public static IReadOnlyList<FindingKind> All { get; } =
        [.. typeof(FindingKinds).GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.FieldType == typeof(FindingKind)).OrderBy(field => field.MetadataToken).Select(field => (FindingKind)field.GetValue(null)!)];
}
