namespace Dendrite.Resources;

/// <summary>The header fields of an answer as a test writes them: lines of "Name: value", divided by bars.</summary>
internal static class ScriptedResponse
{
    public static readonly DateTimeOffset Received = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    public static ResponseFields Of(string lines)
    {
        var response = new HttpResponseMessage { Content = new ByteArrayContent([]) };
        foreach (var line in lines.Split('|', StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var (name, value) = (line[..colon].Trim(), line[(colon + 1)..].Trim());
            if (!response.Headers.TryAddWithoutValidation(name, value)) Assert.True(response.Content.Headers.TryAddWithoutValidation(name, value), line);
        }
        return new ResponseFields(response);
    }
}
