using System.Text;
using System.Text.Json;
using Dendrite.Diff;

namespace Dendrite.Cli.Diff;

/// <summary>A change together with its form, for <c>--format auto</c>: <c>{"format":"patch","change":[…]}</c>.</summary>
internal static class AutoEnvelope
{
    public static ReadOnlyMemory<byte> Wrap(DiffResult result)
    {
        byte[] head = [.. "{\"format\":\""u8, .. Encoding.ASCII.GetBytes(result.Format.ToString().ToLowerInvariant()), .. "\",\"change\":"u8];
        return (byte[])[.. head, .. result.Utf8.Span, (byte)'}'];
    }

    /// <exception cref="CommandInputException">It is not such an object.</exception>
    public static (DiffFormat Format, ReadOnlyMemory<byte> Change) Unwrap(ReadOnlyMemory<byte> envelope)
    {
        JsonIndex.Parse(envelope, new JsonLimits { MaxDepth = JsonLimits.DeepestAllowed });
        using var document = JsonDocument.Parse(envelope, new JsonDocumentOptions { MaxDepth = JsonLimits.DeepestAllowed });
        if (document.RootElement.ValueKind == JsonValueKind.Object
            && document.RootElement.TryGetProperty("format", out var format) && format.ValueKind == JsonValueKind.String
            && Enum.TryParse<DiffFormat>(format.GetString(), ignoreCase: true, out var known) && known != DiffFormat.Auto
            && document.RootElement.TryGetProperty("change", out var change))
            return (known, Encoding.UTF8.GetBytes(change.GetRawText()));
        throw new CommandInputException("With --format auto the change is an object of \"format\" and \"change\"");
    }
}
