using System.Text.Json;
using Dendrite.Protocol;

namespace Dendrite.IntegrationTests.Testing;

/// <summary>One server-sent event, field by field as it stood on the wire.</summary>
internal sealed record SseMessage(IReadOnlyList<(string Field, string Value)> Fields)
{
    public string Event => One("event");

    public string Id => One("id");

    public string Data => One("data");

    public string Hash => One("hash");

    public Position Position => Position.Parse(Id);

    public JsonElement Json
    {
        get
        {
            using var document = JsonDocument.Parse(Data);
            return document.RootElement.Clone();
        }
    }

    public bool IsComment => Fields is [{ Field: "" }, ..];

    public override string ToString() => string.Join(" | ", Fields.Select(f => $"{f.Field}: {(f.Value.Length > 200 ? f.Value[..200] + "…" : f.Value)}"));

    /// <summary>The value of a field that may stand at most once; empty where it is absent.</summary>
    private string One(string field) => Fields.Where(f => f.Field == field).Select(f => f.Value).SingleOrDefault() ?? "";
}
