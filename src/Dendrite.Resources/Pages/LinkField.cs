using System.Text;

namespace Dendrite.Resources;

/// <summary>Reads the field <c>Link</c> (RFC 8288, section 3, by the algorithm of its appendix B). What cannot be read ends its line; what stands before counts.</summary>
internal static class LinkField
{
    private const string Next = "next";

    /// <summary>The reference of the first link to the next page, as it is written; null where there is none.</summary>
    /// <param name="lines">The field's lines.</param>
    public static string? NextOf(IEnumerable<string> lines) => lines.Select(NextOf).FirstOrDefault(target => target is not null);

    private static string? NextOf(string line)
    {
        for (var at = 0; ;)
        {
            while (at < line.Length && line[at] is ' ' or '\t' or ',') at++;
            if (at == line.Length || line[at] != '<') return null;
            var end = line.IndexOf('>', at);
            if (end < 0) return null;
            var target = line[(at + 1)..end];
            at = end + 1;
            if (IsNext(line, ref at)) return target;
        }
    }

    /// <summary>Reads the parameters of a link. Of several <c>rel</c> the first counts (section 3.3); a link with an <c>anchor</c> is of another document (section 3.2).</summary>
    private static bool IsNext(string line, ref int at)
    {
        string? relations = null;
        var isOfAnother = false;
        while (ReadParameter(line, ref at) is var (name, value))
        {
            if (name.Equals("rel", StringComparison.OrdinalIgnoreCase)) relations ??= value;
            else if (name.Equals("anchor", StringComparison.OrdinalIgnoreCase)) isOfAnother = true;
        }
        return !isOfAnother && relations is not null && relations.Split((char[])[' ', '\t']).Contains(Next, StringComparer.OrdinalIgnoreCase);
    }

    private static (string Name, string Value)? ReadParameter(string line, ref int at)
    {
        SkipSpace(line, ref at);
        if (at == line.Length || line[at] != ';') return null;
        at++;
        SkipSpace(line, ref at);
        var start = at;
        while (at < line.Length && line[at] is not (' ' or '\t' or '=' or ';' or ',')) at++;
        var name = line[start..at];
        SkipSpace(line, ref at);
        if (at == line.Length || line[at] != '=') return (name, "");
        at++;
        SkipSpace(line, ref at);
        if (at < line.Length && line[at] == '"') return (name, ReadQuoted(line, ref at));
        start = at;
        while (at < line.Length && line[at] is not (';' or ',')) at++;
        return (name, line[start..at].TrimEnd(' ', '\t'));
    }

    /// <summary>Reads a quoted string, with its escapes; one without an end ends with the line.</summary>
    private static string ReadQuoted(string line, ref int at)
    {
        var text = new StringBuilder();
        for (at++; at < line.Length; at++)
        {
            if (line[at] == '"')
            {
                at++;
                break;
            }
            if (line[at] == '\\' && at + 1 < line.Length) at++;
            text.Append(line[at]);
        }
        return text.ToString();
    }

    private static void SkipSpace(string line, ref int at)
    {
        while (at < line.Length && line[at] is ' ' or '\t') at++;
    }
}
