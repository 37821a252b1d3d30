using System.Text.Json;
using Dendrite.Protocol;
using Microsoft.AspNetCore.Http;

namespace Dendrite.Edge.Admin;

/// <summary>The body of a command: why, and who says so. The reason is required, who defaults to <c>operator</c>.</summary>
internal sealed record BreakerRequest(string? Reason, string? By)
{
    private const int LongestBody = 4096;

    /// <summary>Reads the body; both members are set then.</summary>
    /// <exception cref="InvalidRequestException">The body is not that.</exception>
    public static async Task<BreakerRequest> ReadAsync(HttpRequest request)
    {
        if (request.ContentLength > LongestBody) throw Wrong($"The body is longer than {LongestBody} bytes.");
        var body = new byte[LongestBody + 1];
        var length = await request.Body.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, request.HttpContext.RequestAborted);
        if (length > LongestBody) throw Wrong($"The body is longer than {LongestBody} bytes.");
        try
        {
            var read = JsonSerializer.Deserialize(body.AsSpan(0, length), AdminJson.Default.BreakerRequest) ?? throw Wrong("The body is not a JSON object.");
            return string.IsNullOrWhiteSpace(read.Reason)
                ? throw Wrong("The member 'reason' is missing: say why, it is kept with the change.")
                : new BreakerRequest(read.Reason.Trim(), string.IsNullOrWhiteSpace(read.By) ? "operator" : read.By.Trim());
        }
        catch (JsonException e)
        {
            throw Wrong($"The body is not a JSON object with the texts 'reason' and 'by': {e.Message}");
        }
    }

    private static InvalidRequestException Wrong(string message) => new(DendriteErrorCode.InvalidRequest, message);
}
