using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Dendrite.Resources;

/// <summary>
/// Makes the requests to one backend: its headers and parameters, and what the rule of a path says. Addresses go in and out without the configured
/// parameters, which may be secrets; they are in the request alone, and in no request to another origin.
/// </summary>
internal sealed class RequestComposer
{
    private static readonly ProductInfoHeaderValue Agent = new("Dendrite", typeof(RequestComposer).Assembly.GetName().Version!.ToString(2));

    // A signed query or a tag of a cache is another one when an escape in it is tidied away.
    internal static readonly UriCreationOptions AsWritten = new() { DangerousDisablePathAndQueryCanonicalization = true };

    private readonly BackendDefinition _backend;
    private readonly string[] _names;
    private readonly string _parameters;
    private readonly bool _hasRules;

    public RequestComposer(BackendDefinition backend)
    {
        _backend = backend;
        _names = [.. backend.Query.Keys];
        _parameters = QueryText.Of(backend.Query);
        _hasRules = backend.Paths.Any(rule => rule.Headers.Count > 0 || rule.Method != ReadMethod.Get);
    }

    /// <summary>The address of a document.</summary>
    public Uri AddressOf(PollRequest request)
    {
        // Text, not Uri resolution: a path must never replace the host.
        var address = _backend.BaseAddress.AbsoluteUri + Printable(request.Path);
        return new Uri(request.Query.Length == 0 ? address : $"{address}?{Printable(request.Query)}", AsWritten);
    }

    /// <summary>Escapes what would end the request line or the target, and changes nothing else.</summary>
    internal static string Printable(string part)
    {
        if (!part.AsSpan().ContainsAnyExceptInRange('!', '~') && !part.Contains('#', StringComparison.Ordinal)) return part;
        var text = new StringBuilder(part.Length + 16);
        foreach (var b in Encoding.UTF8.GetBytes(part))
        {
            if (b is >= (byte)'!' and <= (byte)'~' and not (byte)'#') text.Append((char)b);
            else text.Append(CultureInfo.InvariantCulture, $"%{b:X2}");
        }
        return text.ToString();
    }

    /// <summary>The rule of a document, where rules say how to ask; null where none does.</summary>
    public PathRule? RuleOf(PollRequest request) => _hasRules ? _backend.RuleOf(request.Path) : null;

    /// <summary>The rule of an address below the base address, where rules say how to ask; null where none does.</summary>
    public PathRule? RuleOf(Uri address) => _hasRules ? RedirectRules.RuleOf(_backend, address) : null;

    /// <summary>An address without the configured parameters: a backend may say them back.</summary>
    public Uri Bare(Uri address)
    {
        var (path, query) = Split(address);
        var bare = QueryText.Without(query, _names);
        return bare == query ? address : new Uri(bare.Length == 0 ? path : $"{path}?{bare}", AsWritten);
    }

    /// <summary>A request.</summary>
    /// <param name="address">Where to.</param>
    /// <param name="validators">What it is conditional on; null for nothing.</param>
    /// <param name="rule">What says how these are asked for; null for nothing.</param>
    /// <param name="body">The body of a POST; null for a GET.</param>
    /// <param name="isTrusted">Whether the origin is the configured one, which alone is sent what is configured.</param>
    public HttpRequestMessage Compose(Uri address, Validators? validators, PathRule? rule, string? body, bool isTrusted)
    {
        var message = new HttpRequestMessage(body is null ? HttpMethod.Get : HttpMethod.Post, isTrusted ? WithParameters(address) : address);
        (message.Version, message.VersionPolicy) = _backend.HttpVersion switch
        {
            HttpVersions.Http11 => (HttpVersion.Version11, HttpVersionPolicy.RequestVersionExact),
            HttpVersions.Http2 => (HttpVersion.Version20, HttpVersionPolicy.RequestVersionExact),
            _ => (HttpVersion.Version20, HttpVersionPolicy.RequestVersionOrLower),
        };
        if (body is not null)
        {
            message.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }
        message.Headers.UserAgent.Add(Agent);
        message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        message.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("*/*", 0.1));
        // The handler adds what it unpacks itself: gzip, deflate, br.
        message.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue(HttpAnswerReader.Zstandard));
        if (isTrusted)
        {
            foreach (var (name, value) in _backend.Headers) Set(message, name, value);
            if (rule is not null)
                foreach (var (name, value) in rule.Headers) Set(message, name, value);
        }
        if (validators is not null) SetCondition(message, validators);
        return message;
    }

    private Uri WithParameters(Uri address)
    {
        if (_parameters.Length == 0) return address;
        var (path, query) = Split(address);
        return new Uri($"{path}?{QueryText.Join(QueryText.Without(query, _names), _parameters)}", AsWritten);
    }

    private static void SetCondition(HttpRequestMessage message, Validators validators)
    {
        // What an older version has stored may be a tag that would not be taken today.
        if (validators.ETag is { } tag && EntityTag.IsValid(tag)) message.Headers.TryAddWithoutValidation("If-None-Match", tag);
        // A date is for GET alone (RFC 9110, section 13.1.3).
        else if (validators.ETag is null && message.Method == HttpMethod.Get) message.Headers.IfModifiedSince = validators.LastModified;
    }

    /// <summary>What describes a body goes with one, and is left out without.</summary>
    private static void Set(HttpRequestMessage message, string name, string value)
    {
        if (HeaderRules.IsOfContent(name))
        {
            message.Content?.Headers.Remove(name);
            message.Content?.Headers.TryAddWithoutValidation(name, value);
            return;
        }
        message.Headers.Remove(name);
        message.Headers.TryAddWithoutValidation(name, value);
    }

    private static (string Path, string Query) Split(Uri address)
    {
        var text = address.AbsoluteUri;
        var mark = text.IndexOf('?', StringComparison.Ordinal);
        return mark < 0 ? (text, "") : (text[..mark], text[(mark + 1)..]);
    }
}
