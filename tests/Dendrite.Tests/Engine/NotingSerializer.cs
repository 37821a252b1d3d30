using System.Text.Json;
using Orleans.Storage;

namespace Dendrite.Engine;

/// <summary>Adds a line to an account when it writes it and when it reads it.</summary>
internal sealed class NotingSerializer : IGrainStorageSerializer
{
    public BinaryData Serialize<T>(T? input)
    {
        var written = JsonSerializer.Deserialize<T>(JsonSerializer.SerializeToUtf8Bytes(input));
        return BinaryData.FromBytes(JsonSerializer.SerializeToUtf8Bytes(Noted(written, "written")));
    }

    public T? Deserialize<T>(BinaryData input) => Noted(JsonSerializer.Deserialize<T>(input.ToMemory().Span), "read");

    private static T? Noted<T>(T? value, string line)
    {
        if (value is Account account) account.Lines.Add(line);
        return value;
    }
}
