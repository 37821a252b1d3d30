using Dendrite.Protocol;

namespace Dendrite.Resources;

/// <summary>Where a redirect leads, and whether it is followed (RFC 9110, section 15.4).</summary>
internal static class RedirectRules
{
    /// <summary>How many are followed in one poll.</summary>
    public const int MostHops = 5;

    private static readonly UriCreationOptions AsWritten = new() { DangerousDisablePathAndQueryCanonicalization = true };

    /// <summary>Whether a status is a redirect that names one place to go to.</summary>
    public static bool IsRedirect(int status) => status is 301 or 302 or 303 or 307 or 308;

    /// <summary>Whether it is meant for good.</summary>
    public static bool IsPermanent(int status) => status is 301 or 308;

    /// <summary>Whether two addresses have one origin (RFC 6454): scheme, host and port.</summary>
    public static bool IsSameOrigin(Uri one, Uri other) =>
        Uri.Compare(one, other, UriComponents.SchemeAndServer, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) == 0;

    /// <summary>The address that a <c>Location</c> names, without its fragment and otherwise as it was written; null where it names none.</summary>
    public static Uri? Resolve(Uri from, string? location)
    {
        if (string.IsNullOrWhiteSpace(location)) return null;
        var text = location.Trim();
        if (text.IndexOf('#', StringComparison.Ordinal) is var fragment and >= 0) text = text[..fragment];
        text = RequestComposer.Printable(text);
        // A path by itself: resolving it would tidy its escapes away.
        if (text.StartsWith('/') && !text.StartsWith("//", StringComparison.Ordinal)) text = from.GetLeftPart(UriPartial.Authority) + text;
        if (Uri.TryCreate(text, AsWritten, out var target) && target is { IsAbsoluteUri: true, IsFile: false } || Uri.TryCreate(from, text, out target))
            return target.Scheme is "http" or "https" && target.UserInfo.Length == 0 ? target : null;
        return null;
    }

    /// <summary>Why a redirect is not followed, to follow its target in a sentence; null where it is.</summary>
    public static string? RefusalOf(BackendDefinition backend, Uri from, Uri target)
    {
        if (backend.Redirects == RedirectPolicy.None) return "redirects are not followed, configure the address itself";
        if (IsSameOrigin(backend.BaseAddress, target)) return IsLetThrough(backend, target) ? null : "no rule of its Paths lets that through";
        if (backend.Redirects != RedirectPolicy.Any) return "redirects to another origin are not followed, configure the address itself or Redirects: Any";
        return from.Scheme == "https" && target.Scheme == "http" ? "redirects from https to http are not followed" : null;
    }

    /// <summary>Why a POST is not sent again where a redirect leads, to follow its target in a sentence; null where it is (RFC 9110, sections 15.4.8 and 15.4.9).</summary>
    public static string? RefusalOfPost(BackendDefinition backend, int status, Uri target)
    {
        if (status is not (307 or 308)) return "a POST is sent again for 307 and 308 only, configure the address itself";
        return IsSameOrigin(backend.BaseAddress, target) ? null : "the body of a POST is sent to no other origin";
    }

    /// <summary>The rule for an address below the base address; null where there is none.</summary>
    public static PathRule? RuleOf(BackendDefinition backend, Uri address)
    {
        var path = address.GetLeftPart(UriPartial.Path);
        if (!path.StartsWith(backend.BaseAddress.AbsoluteUri, StringComparison.Ordinal)) return null;
        try
        {
            return backend.RuleOf(ResourcePath.Canonicalize(path[backend.BaseAddress.AbsoluteUri.Length..]));
        }
        catch (InvalidRequestException)
        {
            return null;
        }
    }

    /// <summary>What may not be read by its own address may not be read by a redirect.</summary>
    private static bool IsLetThrough(BackendDefinition backend, Uri target) => backend.Paths.Count == 0 || RuleOf(backend, target) is not null;
}
