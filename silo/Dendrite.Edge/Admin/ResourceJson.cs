using System.Text.Json;
using Dendrite.Protocol;

namespace Dendrite.Edge.Admin;

/// <summary>Writes a resource as operators see it. Times in milliseconds.</summary>
internal static class ResourceJson
{
    public static void Write(Utf8JsonWriter json, ResourceReading resource)
    {
        var (key, status) = (resource.Key, resource.Status);
        json.WriteStartObject();
        json.WriteString("key", key.ToString());
        json.WriteString("backend", key.Backend);
        json.WriteString("address", $"{key.Backend}/{key.Path}{(key.Query.Length > 0 ? "?" : "")}{key.Query}");
        json.WriteString("scope", key.Scope);
        json.WriteNumber("listeners", resource.Listeners);
        json.WriteString("position", status.Position.ToString());
        json.WriteNumber("intervalMs", (long)status.Interval.TotalMilliseconds);
        if (status.ConfirmedAt is { } confirmed) json.WriteString("confirmedAt", confirmed);
        else json.WriteNull("confirmedAt");
        json.WriteNumber("documentBytes", status.DocumentBytes);
        json.WriteNumber("polls", status.Polls);
        json.WriteNumber("notModified", status.NotModified);
        json.WriteNumber("updates", status.Updates);
        json.WriteNumber("failures", status.Failures);
        json.WriteNumber("bytesReceived", status.BytesReceived);
        json.WriteNumber("bytesSaved", resource.BytesSaved);
        json.WriteNumber("callsSavedPerMinute", Math.Round(resource.CallsSavedPerMinute, 1));
        json.WritePropertyName("stale");
        if (status.Staleness is { } staleness) StalenessJson.Write(json, staleness);
        else json.WriteNullValue();
        json.WriteEndObject();
    }
}
