using Microsoft.AspNetCore.Http;

namespace Dendrite.Edge.Protocols.EventStream;

/// <summary>What every answer of server-sent events says in its headers.</summary>
internal static class EventStreamResponse
{
    public static void SetHeaders(HttpResponse response)
    {
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-cache, no-transform";
        // Keeps nginx from collecting events before it passes them on.
        response.Headers["X-Accel-Buffering"] = "no";
    }
}
