using System.Globalization;
using System.Text.Json;
using Dendrite.Protocol;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Dendrite.Edge.Http;

/// <summary>Writes problem details (RFC 9457) with the error's stable code.</summary>
internal static class ProblemWriter
{
    /// <summary>When a client may come again after a silo was lost: the others find out and take over within a few seconds.</summary>
    private static readonly TimeSpan ClusterWait = TimeSpan.FromSeconds(2);

    public static Task WriteAsync(HttpContext http, DendriteException error)
    {
        if (WaitOf(error) is { } wait) http.Response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return WriteAsync(http, ErrorStatus.Of(error), error.Code, error.Message);
    }

    public static Task WriteAsync(HttpContext http, int status, DendriteErrorCode code, string detail)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/problem+json";
        http.Response.Headers.CacheControl = "no-store";
        if (HttpMethods.IsHead(http.Request.Method)) return Task.CompletedTask;
        using (var json = new Utf8JsonWriter(http.Response.BodyWriter, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("type", $"urn:dendrite:error:{code.ToText()}");
            json.WriteString("title", ReasonPhrases.GetReasonPhrase(status));
            json.WriteNumber("status", status);
            json.WriteString("detail", detail);
            json.WriteString("code", code.ToText());
            json.WriteString("traceId", ConnectionScope.TraceOf(http));
            json.WriteEndObject();
        }
        return http.Response.BodyWriter.FlushAsync(http.RequestAborted).AsTask();
    }

    private static TimeSpan? WaitOf(DendriteException error) => error switch
    {
        UpstreamException upstream => upstream.RetryAfter,
        BusyException busy => busy.RetryAfter,
        ClusterException or StorageException => ClusterWait,
        _ => null,
    };
}
