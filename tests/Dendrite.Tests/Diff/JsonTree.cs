using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Dendrite.Diff;

/// <summary>A document as a tree, made by <see cref="JsonDocument"/>: the tests' own reading, which knows nothing of the differ's.</summary>
internal sealed record JsonTree(string? Scalar, bool IsArray, IReadOnlyList<(string Name, JsonTree Value)> Children)
{
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 2000 };

    public static JsonTree Parse(string text)
    {
        using var document = JsonDocument.Parse(text, Deep);
        return From(document.RootElement);
    }

    public static string Unescape(string name) => Parse($"\"{name}\"").Text;

    public static bool AreEqual(string one, string other) => Parse(one).Canonical == Parse(other).Canonical;

    /// <summary>A text that two trees share exactly when they are equal: names sorted, strings unescaped, numbers as written.</summary>
    public string Canonical
    {
        get
        {
            if (Scalar is not null) return Scalar[0] == '"' ? $"<{Text}>" : Scalar;
            if (IsArray) return $"[{string.Join(',', Children.Select(c => c.Value.Canonical))}]";
            return $"{{{string.Join(',', Children.Select(c => $"<{Unescape(c.Name)}>:{c.Value.Canonical}").Order(StringComparer.Ordinal))}}}";
        }
    }

    /// <summary>The characters of a string, half a surrogate pair among them, which <see cref="JsonSerializer"/> refuses.</summary>
    private string Text
    {
        get
        {
            var text = new StringBuilder();
            for (var i = 1; i < Scalar!.Length - 1; i++)
            {
                if (Scalar[i] != '\\') text.Append(Scalar[i]);
                else if (Scalar[++i] != 'u') text.Append("\b\f\n\r\t".ElementAtOrDefault("bfnrt".IndexOf(Scalar[i], StringComparison.Ordinal)) is var meant and not '\0' ? meant : Scalar[i]);
                else
                {
                    text.Append((char)Convert.ToUInt16(Scalar.Substring(i + 1, 4), 16));
                    i += 4;
                }
            }
            return text.ToString();
        }
    }

    /// <summary>The document as text, with white space here and there.</summary>
    public string ToString(Random random)
    {
        var text = new StringBuilder();
        Write(text, random.Next(2) == 0 ? random : null);
        return text.ToString();
    }

    /// <summary>The document as text, as short as it gets.</summary>
    public string ToText()
    {
        var text = new StringBuilder();
        Write(text, null);
        return text.ToString();
    }

    private static JsonTree From(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Array => new(null, true, [.. element.EnumerateArray().Select(e => ("", From(e)))]),
        JsonValueKind.Object => new(null, false, [.. element.EnumerateObject().Select(p => (Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8PropertyName(p)), From(p.Value)))]),
        _ => new(element.GetRawText(), false, []),
    };

    private void Write(StringBuilder text, Random? space)
    {
        Space();
        if (Scalar is not null)
        {
            text.Append(Scalar);
            Space();
            return;
        }
        text.Append(IsArray ? '[' : '{');
        Space();
        for (var i = 0; i < Children.Count; i++)
        {
            if (i > 0) text.Append(',');
            if (!IsArray)
            {
                Space();
                text.Append('"').Append(Children[i].Name).Append('"');
                Space();
                text.Append(':');
            }
            Children[i].Value.Write(text, space);
        }
        text.Append(IsArray ? ']' : '}');
        Space();

        void Space()
        {
            if (space?.Next(3) == 0) text.Append(" \n\t\r"[space.Next(4)]);
        }
    }
}
