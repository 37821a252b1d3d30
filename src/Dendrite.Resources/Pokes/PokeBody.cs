using System.Text.Json;
using Dendrite.Diff;

namespace Dendrite.Resources;

/// <summary>The body of an event, read as JSON when somebody first asks for a value of it.</summary>
internal sealed class PokeBody(ReadOnlyMemory<byte> bytes)
{
    private JsonIndex? _json;

    /// <summary>What a value says: of a text its characters, of a number, a true or a false what is written; null where there is none, or another kind of value.</summary>
    /// <exception cref="JsonFormatException">The body is not JSON.</exception>
    public string? Text(string pointer)
    {
        _json ??= JsonIndex.Parse(bytes);
        if (_json.Select(pointer) is not { } written) return null;
        using var value = JsonDocument.Parse(written, new JsonDocumentOptions { MaxDepth = 512 });
        return value.RootElement.ValueKind switch
        {
            JsonValueKind.String => JsonText.Of(value.RootElement),
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.RootElement.GetRawText(),
            _ => null,
        };
    }
}
