using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Dendrite.Contracts.Resources;
using Dendrite.Protocol;
using Microsoft.AspNetCore.Http;

namespace Dendrite.Edge.Admin;

/// <summary>Reads the body of a command by hand: its faults are problem details, and no more of it is read than a command needs.</summary>
internal static class CommandBody
{
    private const int LongestBody = 16 * 1024;

    /// <exception cref="InvalidRequestException">The body is not of that type.</exception>
    public static async Task<T> ReadAsync<T>(HttpRequest request, JsonTypeInfo<T> type, string members)
        where T : class
    {
        if (request.ContentLength > LongestBody) throw Wrong($"The body is longer than {LongestBody} bytes.");
        var body = new byte[LongestBody + 1];
        var length = await request.Body.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, request.HttpContext.RequestAborted);
        if (length > LongestBody) throw Wrong($"The body is longer than {LongestBody} bytes.");
        try
        {
            return JsonSerializer.Deserialize(body.AsSpan(0, length), type) ?? throw Wrong("The body is not a JSON object.");
        }
        catch (JsonException e)
        {
            throw Wrong($"The body is not a JSON object with {members}: {e.Message}");
        }
    }

    /// <summary>Why, which has to be said.</summary>
    public static string ReasonOf(string? reason) =>
        OperatorText.Reason(reason ?? "") is { Length: > 0 } said ? said : throw Wrong("The member 'reason' is missing: say why, it is kept with the change.");

    /// <summary>Who says so; <c>operator</c> where nobody is named.</summary>
    public static string ByOf(string? by) => OperatorText.By(by ?? "") is { Length: > 0 } said ? said : "operator";

    public static InvalidRequestException Wrong(string message) => new(DendriteErrorCode.InvalidRequest, message);
}
