using System.Text.Json;
using Dendrite.Protocol;
using Microsoft.AspNetCore.Http;

namespace Dendrite.Edge.Admin;

/// <summary>The body of a command: why, and who says so.</summary>
internal readonly record struct BreakerRequest(string Reason, string By)
{
    private const int LongestBody = 4096;

    /// <summary>Reads <c>{"reason": "…", "by": "…"}</c>; the reason is required, who defaults to <c>operator</c>.</summary>
    /// <exception cref="InvalidRequestException">The body is not that.</exception>
    public static async Task<BreakerRequest> ReadAsync(HttpRequest request)
    {
        if (request.ContentLength > LongestBody) throw Wrong($"The body is longer than {LongestBody} bytes.");
        var body = new byte[LongestBody + 1];
        var length = await request.Body.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, request.HttpContext.RequestAborted);
        if (length > LongestBody) throw Wrong($"The body is longer than {LongestBody} bytes.");
        try
        {
            using var json = JsonDocument.Parse(body.AsMemory(0, length));
            if (json.RootElement.ValueKind != JsonValueKind.Object) throw Wrong("The body is not a JSON object.");
            var reason = Text(json.RootElement, "reason") ?? throw Wrong("The member 'reason' is missing: say why, it is kept with the change.");
            return new BreakerRequest(reason, Text(json.RootElement, "by") ?? "operator");
        }
        catch (JsonException e)
        {
            throw Wrong($"The body is not JSON: {e.Message}");
        }
    }

    private static string? Text(JsonElement body, string name)
    {
        if (!body.TryGetProperty(name, out var value)) return null;
        if (value.ValueKind != JsonValueKind.String) throw Wrong($"The member '{name}' is not a text.");
        return value.GetString() is { Length: > 0 } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;
    }

    private static InvalidRequestException Wrong(string message) => new(DendriteErrorCode.InvalidRequest, message);
}
