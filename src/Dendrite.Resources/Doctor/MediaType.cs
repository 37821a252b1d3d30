using System.Net.Http.Headers;

namespace Dendrite.Resources;

/// <summary>The media type of an answer and its character set, as they are read of a field that may be anything.</summary>
internal static class MediaType
{
    /// <summary>The type without parameters; null where there is none that can be read.</summary>
    public static string? Of(ResponseFields fields) => Read(fields)?.MediaType;

    /// <summary>The parameter <c>charset</c>; null where there is none.</summary>
    public static string? CharsetOf(ResponseFields fields) => Read(fields)?.CharSet?.Trim('"', '\'') is { Length: > 0 } name ? name : null;

    private static MediaTypeHeaderValue? Read(ResponseFields fields) => MediaTypeHeaderValue.TryParse(fields.First("Content-Type"), out var type) ? type : null;
}
