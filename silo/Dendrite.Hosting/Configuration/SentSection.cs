using Dendrite.Contracts.Configuration;
using Dendrite.Resources;
using Microsoft.Extensions.Configuration;

namespace Dendrite.Hosting.Configuration;

/// <summary>Reads what a backend, or a rule of its paths, is sent: headers and parameters, themselves or by reference. No value is in a fault.</summary>
internal static class SentSection
{
    public static IReadOnlyDictionary<string, string> ReadHeaders(IConfigurationSection section, SectionReader reader) =>
        Read(section.GetSection(nameof(BackendDefinition.Headers)), reader, HeaderRules.FaultOf);

    public static IReadOnlyDictionary<string, string> ReadQuery(IConfigurationSection section, SectionReader reader) =>
        Read(section.GetSection(nameof(BackendDefinition.Query)), reader, QueryText.FaultOf);

    private static Dictionary<string, string> Read(IConfigurationSection section, SectionReader reader, Func<string, string?, string?> faultOf)
    {
        var read = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var item in section.GetChildren())
        {
            string? unread = null;
            var value = item.Value is { Length: > 0 } text ? SecretReference.Resolve(text, out unread) : null;
            if ((unread ?? faultOf(item.Key, value)) is { } fault) reader.Fault($"{section.Key}:{item.Key}", fault);
            else read[item.Key] = value!;
        }
        return read;
    }
}
