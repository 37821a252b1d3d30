using static Dendrite.Contracts.Configuration.SettingKind;

namespace Dendrite.Contracts.Configuration;

/// <summary>
/// Every setting of Dendrite, once: what is not in it is refused, and what <c>config show</c> and docs/settings.md show is read from it.
/// </summary>
internal sealed class SettingsCatalogue
{
    private readonly SettingNode _root = new("");

    public SettingsCatalogue(IReadOnlyList<Setting> settings)
    {
        All = settings;
        foreach (var setting in settings) _root.Add(setting);
    }

    /// <summary>The one of this version.</summary>
    public static SettingsCatalogue Default { get; } = new(
    [
        new("Backends:<name>:BaseAddress", Address, "", "What paths are appended to: http, https, or `stub:` for a built-in backend without network. It has to be set."),
        new("Backends:<name>:Headers:<header>", Text, "", "A header that is sent with each request. After a word such as `Bearer` a reference may stand too: `Bearer env:TOKEN`.") { IsSecret = true },
        new("Backends:<name>:Query:<parameter>", Text, "", "A query parameter that is added to each request, such as an API key; unescaped. It is in no address and no log, and goes to no other origin.") { IsSecret = true },
        new("Backends:<name>:Public", Flag, "false", "Whether anybody may read it without a login; false is refused for now."),
        new("Backends:<name>:Paths", Rules, "", "What may be read, as rules in order; the first that matches decides. A rule is a pattern over the path below the base address (`*` is one segment, `**` any number), or an object with the settings below. Without it every path may be read; a public backend with `Headers` or `Query` has to have it."),
        new("Backends:<name>:Paths:<n>:Pattern", Text, "", "The rule's pattern."),
        new("Backends:<name>:Paths:<n>:MinInterval", Duration, "", "The backend's `MinInterval` for these paths."),
        new("Backends:<name>:Paths:<n>:MaxInterval", Duration, "", "The backend's `MaxInterval` for these paths."),
        new("Backends:<name>:Paths:<n>:Guard", Text, "", "The name of a guard of these paths' own, with its breaker and its metrics."),
        new("Backends:<name>:Paths:<n>:Ignore", List, "", "The backend's `Ignore` for these paths."),
        new("Backends:<name>:Paths:<n>:Monotonic", Text, "", "The backend's `Monotonic` for these paths."),
        new("Backends:<name>:Paths:<n>:ConfirmShrink", Ratio, "", "The backend's `ConfirmShrink` for these paths."),
        new("Backends:<name>:Paths:<n>:Headers:<header>", Text, "", "A header for these paths, besides the backend's and in place of one of the same name.") { IsSecret = true },
        new("Backends:<name>:Paths:<n>:Method", Choice, "", "How these are asked for: `Get`, the default, or `Post`, for APIs that are read so."),
        new("Backends:<name>:Paths:<n>:Body", Text, "", "With `Post`, what is sent each time: JSON as a text. `file:/etc/dendrite/query.json` reads it from a file, again when that changes.") { IsSecret = true },
        new("Backends:<name>:Paths:<n>:Pages:Next", Choice, "", "These are lists in pages, merged into one document; where the next page is: `Link`, `Page`, `Offset`, `Cursor` or `Field`."),
        new("Backends:<name>:Paths:<n>:Pages:Items", Text, "", "The array in each page, as a JSON pointer; without it the page itself."),
        new("Backends:<name>:Paths:<n>:Pages:Pointer", Text, "", "Where a page has the cursor, or with `Field` the address of the next, as a JSON pointer."),
        new("Backends:<name>:Paths:<n>:Pages:Parameter", Text, "", "The query parameter of the page, offset or cursor: without it `page`, `offset`, `cursor`."),
        new("Backends:<name>:Paths:<n>:Pages:First", Number, "", "With `Page`, the number of the first; without it 1."),
        new("Backends:<name>:Paths:<n>:Pages:SizeParameter", Text, "", "The query parameter that asks for so many items a page; without it, with `Offset`, `limit`."),
        new("Backends:<name>:Paths:<n>:Pages:Size", Number, "", "How many items a page has."),
        new("Backends:<name>:Paths:<n>:Pages:MaxPages", Number, "", "How many pages a list may have, 1 to 1,000; without it 50. One that has more is an error."),
        new("Backends:<name>:MinInterval", Duration, "1s", "The shortest interval between polls of one resource, while it changes; also how old a fetched document may be."),
        new("Backends:<name>:MaxInterval", Duration, "30s", "The longest interval, while it is quiet."),
        new("Backends:<name>:AlwaysOn", List, "", "Paths, with a query where they have one, that are polled whether anybody listens or not; 1,000 at most."),
        new("Backends:<name>:Linger", Duration, "30s", "How long polling goes on after the last listener left."),
        new("Backends:<name>:Retention", Duration, "7d", "How long a document stays stored after its last listener left."),
        new("Backends:<name>:TimeLimit", Duration, "10s", "For one answer, from connecting to the last byte."),
        new("Backends:<name>:SizeLimit", Size, "20MB", "For one answer, after decompression."),
        new("Backends:<name>:MaxConcurrency", Number, "16", "Requests under way at once."),
        new("Backends:<name>:Keys", List, "id, href, task_id, canonical_name, name, key", "The members that identify an item of a list; the first that is there counts."),
        new("Backends:<name>:ContentTypes", List, "application/json, text/json, *+json", "The media types that are taken for JSON."),
        new("Backends:<name>:Ignore", List, "", "JSON pointers of values whose changes alone are no change, such as `/generated_at`; `*` stands for any member or item."),
        new("Backends:<name>:Monotonic", Text, "", "What never goes back, a JSON pointer such as `/version`, or `Last-Modified`: an older answer is of a replica that is behind, and is dropped."),
        new("Backends:<name>:ConfirmShrink", Ratio, "", "A document of fewer bytes than this share of the one before, such as `50%`, is taken only when it comes twice; it is asked for again at once."),
        new("Backends:<name>:MaxFreshness", Duration, "5m", "The longest freshness (`Cache-Control`, `Expires`) that is obeyed; `0s` obeys none."),
        new("Backends:<name>:MaxRetryAfter", Duration, "1d", "The longest `Retry-After` or `X-Poll-Interval` that is obeyed."),
        new("Backends:<name>:LimitShare", Ratio, "1", "How much of the backend's limit of requests may be used, such as `80%`; the rest is left to others who ask with the same credential."),
        new("Backends:<name>:GoneInterval", Duration, "5m", "The longest interval between polls of what is gone (404, 410)."),
        new("Backends:<name>:NoContent", Choice, "Unchanged", "What a 204 means: `Unchanged`, the document is as it was, or `Stale`."),
        new("Backends:<name>:Redirects", Choice, "SameOrigin", "Which redirects are followed: `None`, `SameOrigin`, or `Any`, then without `Headers` to another origin."),
        new("Backends:<name>:HttpVersion", Choice, "Auto", "`Auto` (HTTP/2 where it is offered with TLS), `Http11`, or `Http2`, without TLS too."),
        new("Backends:<name>:Connection:Authority", SettingKind.Path, "", "A PEM file of the authority that signs the backend's certificate, in place of those that this machine trusts."),
        new("Backends:<name>:Connection:Certificate", SettingKind.Path, "", "A PEM or PFX file of the certificate that is presented where the backend asks for one; to the backend alone. Read again when it changes."),
        new("Backends:<name>:Connection:Key", SettingKind.Path, "", "The PEM file of its private key, where that is not in the same file."),
        new("Backends:<name>:Connection:Password", Text, "", "The password of a PFX file.") { IsSecret = true },
        new("Backends:<name>:Connection:Proxy", Text, "", "The proxy of this backend, such as `http://proxy:3128`, or `none`; without it that of the environment (`HTTPS_PROXY`)."),
        new("Backends:<name>:Connection:ProxyUser", Text, "", "The login at that proxy."),
        new("Backends:<name>:Connection:ProxyPassword", Text, "", "Its password.") { IsSecret = true },
        new("Backends:<name>:Connection:Lifetime", Duration, "5m", "How long a connection is used; after this long a changed answer of the DNS is seen."),
        new("Backends:<name>:KeepNoStore", Flag, "false", "Whether a document with `no-store` may be stored, so that its listeners resume after a restart."),
        new("Backends:<name>:VerifyAfterPolls", Number, "50", "After how many answers `304` in a row the whole document is asked for, to see whether they were true."),
        new("Backends:<name>:VerifyAfter", Duration, "10m", "After how long it is asked for anyway."),
        new("Backends:<name>:Lenient:DuplicateMembers", Flag, "true", "Whether of several members of one name the last counts; `false` refuses the answer."),
        new("Backends:<name>:Lenient:NonFiniteNumbers", Flag, "false", "Whether `NaN`, `Infinity` and their like are read as null; `false` refuses the answer."),
        new("Backends:<name>:Pokes:Signature", Choice, "", "How the backend signs the events by which it tells of changes: `GitHub`, `Stripe` or `Slack`. The section `Pokes` needs it."),
        new("Backends:<name>:Pokes:Secret", Text, "", "What it signs them with. The section needs it.") { IsSecret = true },
        new("Backends:<name>:Pokes:PreviousSecret", Text, "", "What it signed them with before, still taken.") { IsSecret = true },
        new("Backends:<name>:Pokes:Rules", Rules, "", "Which events poke which paths, a list of patterns (as `Poke`), or of objects with the settings below; every rule that an event fulfils counts. The section needs one."),
        new("Backends:<name>:Pokes:Rules:<n>:When", Conditions, "", "What an event has to be, `X-GitHub-Event=push` of a header or `/action=closed` of its body; of several all. Without it the rule is for every event."),
        new("Backends:<name>:Pokes:Rules:<n>:Poke", Text, "", "The paths, a pattern with JSON pointers in braces for values of the event: `repos/{/repository/full_name}/**`."),
        new("Backends:<name>:Pokes:SafetyInterval", Duration, "5m", "The least interval of a resource that was poked, while more pokes are expected."),
        new("Backends:<name>:Pokes:AliveFor", Duration, "1d", "For how long after a poke that is."),
        new("Backends:<name>:Pokes:SizeLimit", Size, "1MB", "For the body of one event."),
        new("Backends:<name>:Breaker:MinimumCalls", Number, "20", "The fewest calls within the window before failures are judged."),
        new("Backends:<name>:Breaker:FailureRatio", Ratio, "0.5", "The share of failed calls that opens the breaker."),
        new("Backends:<name>:Breaker:Window", Duration, "10s", "The time that calls are judged over."),
        new("Backends:<name>:Breaker:OpenFor", Duration, "5s", "How long until the next probe, of which there is one for the whole cluster."),
        new("Heartbeat", Duration, "15s", "How long a connection may be silent before a comment is sent on it."),
        new("Protocols:<name>", Flag, "true", "Whether an edge protocol is on; `EventStream` is one, and a name that is none is refused."),
        new("Admin:Token", Text, "", "What operators send as Bearer to be let in anywhere: at least 16 printable ASCII characters.") { IsSecret = true },
        new("Monitor:Public", Flag, "false", "Whether monitors may read on every listener."),
        new("Monitor:MaxStreams", Number, "5", "How many hystrix.streams may be open at once."),
        new("Limits:MaxListeners", Number, "50000", "How many may listen to one process at once."),
        new("Limits:MaxListenersPerClient", Number, "10000", "How many of them may come from one address; behind a proxy all do."),
        new("Limits:MaxResources", Number, "100000", "How many resources may be active in one silo."),
        new("Limits:MaxDocumentBytes", Size, "2GB", "How many bytes their documents may have together."),
        new("ShutdownTimeout", Duration, "10s", "How long an orderly end may take: listeners are told, resources move to other silos.") { IsOfServer = true },
        new("Internal:Urls", List, "", "Further addresses to listen on, which only this deployment can reach: operators need no token there.") { IsOfServer = true },
        new("DataDirectory", SettingKind.Path, "", "Where state is kept, for one process at a time; without it, in memory.") { IsOfServer = true },
        new("Durability", Choice, "Process", "What a write to the data directory survives: `Process` or `Power`.") { IsOfServer = true },
        new("Cluster:ConnectionString", Text, "", "PostgreSQL's, as Npgsql reads it; with it the server is one silo of a cluster. Read at the start.") { IsSecret = true, IsOfServer = true },
        new("Cluster:ClusterId", Text, "dendrite", "The silos of one name are one cluster.") { IsOfServer = true },
        new("Cluster:ServiceId", Text, "dendrite", "Whose state and reminders these are; without it, as `ClusterId`.") { IsOfServer = true },
        new("Cluster:Address", Text, "", "The name or IPv4 address by which others reach this silo; without it, the machine's first.") { IsOfServer = true },
        new("Cluster:SiloPort", Number, "11111", "The port for other silos.") { IsOfServer = true },
        new("Cluster:GatewayPort", Number, "30000", "The port for clients of the cluster.") { IsOfServer = true },
        new("Cluster:Tls:Certificate", SettingKind.Path, "", "A PEM or PFX file.") { IsOfServer = true },
        new("Cluster:Tls:Key", SettingKind.Path, "", "The PEM file of the private key, where the certificate's file has none.") { IsOfServer = true },
        new("Cluster:Tls:Password", Text, "", "The PFX file's. Read at the start.") { IsSecret = true, IsOfServer = true },
        new("Cluster:Tls:Authority", SettingKind.Path, "", "The PEM file of the authority that signs the certificates of all silos.") { IsOfServer = true },
        new("Cluster:Tls:HostName", Text, "", "A name that every silo's certificate carries.") { IsOfServer = true },
        new("Otlp:Endpoint", Address, "", "Where metrics and traces are sent by OTLP.") { IsOfServer = true },
        new("Otlp:Protocol", Choice, "grpc", "`grpc` or `http`.") { IsOfServer = true },
        new("Dashboard:Enabled", Flag, "false", "Whether Orleans's dashboard is at `/orleans`, for operators.") { IsOfServer = true },
        new("Client:Server", Address, "", "The server that a client over HTTP asks. It has to be set.") { IsOfClient = true },
        new("Client:SilenceLimit", Duration, "45s", "How long a stream may be silent before it counts as broken.") { IsOfClient = true },
    ]);

    /// <summary>In the order of the reference page.</summary>
    public IReadOnlyList<Setting> All { get; }

    /// <summary>The tree of the keys.</summary>
    public SettingNode Root => _root;

    /// <summary>The setting of a full key, whose names and numbers are real ones; null where there is none.</summary>
    public Setting? Find(string key) => key.Split(':').Aggregate((SettingNode?)_root, (node, segment) => node?.Child(segment))?.Setting;
}

/// <summary>A segment of the keys of settings.</summary>
internal sealed class SettingNode(string name)
{
    private readonly Dictionary<string, SettingNode> _children = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, SettingNode> _former = new(StringComparer.OrdinalIgnoreCase);
    private SettingNode? _any;

    /// <summary>The segment as it is written.</summary>
    public string Name => name;

    /// <summary>The setting of this key; null where it is a section.</summary>
    public Setting? Setting { get; private set; }

    /// <summary>The names that can follow.</summary>
    public IReadOnlyCollection<string> Names => [.. _children.Keys];

    /// <summary>Whether something can follow.</summary>
    public bool IsSection => _any is not null || _children.Count > 0;

    /// <summary>What a segment after this one leads to; null where nothing is there.</summary>
    public SettingNode? Child(string segment) => _children.GetValueOrDefault(segment) ?? _former.GetValueOrDefault(segment) ?? _any;

    public void Add(Setting setting)
    {
        var node = this;
        SettingNode? above = null;
        foreach (var segment in setting.Key.Split(':')) (above, node) = (node, node.Grow(segment));
        node.Setting = setting;
        foreach (var former in setting.FormerNames) above!._former[former] = node;
    }

    private SettingNode Grow(string segment)
    {
        if (segment.StartsWith('<')) return _any ??= new SettingNode(segment);
        if (!_children.TryGetValue(segment, out var child)) _children.Add(segment, child = new SettingNode(segment));
        return child;
    }
}
