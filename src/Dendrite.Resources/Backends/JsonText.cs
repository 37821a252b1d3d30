using System.Text.Json;

namespace Dendrite.Resources;

/// <summary>The characters of a JSON text.</summary>
internal static class JsonText
{
    /// <summary>The characters of a value that is a text; null where half of a surrogate pair, which is JSON, makes it none.</summary>
    public static string? Of(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
