using Dendrite.Contracts.Backends;
using Dendrite.Contracts.Resources;
using Dendrite.Protocol;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace Dendrite.Edge.Resources;

/// <summary>What a request to <c>resources/{backend}/{path}?{query}</c> asks for.</summary>
/// <param name="Key">The resource.</param>
/// <param name="Options">What the client says of how it wants it.</param>
internal readonly record struct ResourceTarget(ResourceKey Key, ListenOptions Options)
{
    /// <summary>The form of updates.</summary>
    public ResourceFormat Format => Options.Format ?? ResourceFormat.Patch;

    /// <summary>Reads the target of a request and the options of its <c>Accept</c> header.</summary>
    /// <exception cref="InvalidRequestException">The target cannot be sent to a backend, or an option is wrong.</exception>
    public static ResourceTarget Of(HttpContext http, IBackendCatalog backends)
    {
        var target = Parse(AfterPrefix(http, ResourceEndpoints.Prefix), backends);
        var parameters = http.Request.GetTypedHeaders().Accept.SelectMany(range => range.Parameters)
            .Select(parameter => KeyValuePair.Create(parameter.Name.ToString(), HeaderUtilities.RemoveQuotes(parameter.Value).ToString()));
        return target with { Options = target.Options.OrOf(parameters) };
    }

    /// <summary>What of a request's target comes after a prefix, as it was sent; the router's value has been decoded, which is not reversible.</summary>
    /// <exception cref="InvalidRequestException">The prefix is written otherwise.</exception>
    public static string AfterPrefix(HttpContext http, string prefix)
    {
        var raw = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var start = raw.IndexOf(prefix, StringComparison.Ordinal);
        return start >= 0 ? raw[(start + prefix.Length)..] : throw new InvalidRequestException(DendriteErrorCode.MalformedPath, $"The request target must begin with {prefix} as it stands here, without escapes.");
    }

    /// <summary>Reads the part of a request target after <c>resources/</c>, as the client sent it: nothing is decoded twice.</summary>
    /// <exception cref="InvalidRequestException">The target cannot be sent to a backend, or an option is wrong.</exception>
    public static ResourceTarget Parse(string target, IBackendCatalog backends)
    {
        var mark = target.IndexOf('?', StringComparison.Ordinal);
        var options = ListenOptions.Take(mark < 0 ? "" : target[(mark + 1)..], out var query);
        var address = ResourceAddress.Parse(query.Length == 0 ? (mark < 0 ? target : target[..mark]) : $"{target[..mark]}?{query}");
        if (backends.Find(address.Backend) is null)
            throw new InvalidRequestException(
                DendriteErrorCode.UnknownBackend, $"There is no backend '{address.Backend}'; configured are: {(backends.List() is { Count: > 0 } all ? string.Join(", ", all.Select(b => b.Name)) : "none")}.");
        return new ResourceTarget(ResourceKey.OfPublic(address), options);
    }
}
