using System.Globalization;
using System.Text;

namespace Dendrite.Diff;

/// <summary>Random documents with what breaks differs: odd names, escapes, long numbers, repeated and nearly equal items.</summary>
internal sealed class JsonGenerator(Random random)
{
    private static readonly string[] Names = ["", "a", "b", "id", "name", "key", "~", "/", "~1", "a/b", "m~n", " ", "\\u0061b", "\\\"", "é", "\\uD83D\\uDE00", "😀", "0", "-", "null"];

    // What leads to prototypes in JavaScript; its own differs can't be trusted with them.
    private static readonly string[] AllNames = [.. Names, "__proto__", "\\u005f_proto__", "constructor", "prototype", "\\ud83d"];

    // Two halves the wrong way round; its own peers replace them when they write.
    private const string HalfPairs = "\"\\udc00\\ud83d\"";

    private static readonly string[] Scalars =
    [
        "null", "true", "false", "0", "-0", "1", "1.0", "10e-1", "1e2", "100", "1E400", "123456789012345678901234567890",
        "0.1", "-7.25e-300", "\"\"", "\"a\"", "\"\\u0061\"", "\"é\"", "\"\\u00e9\"", "\"\\ud83d\\ude00\"", HalfPairs, "\"😀\"", "\"~\"", "\"/\"", "\"\\/\"", "\"\\n\\t\\u0001\"", "\"null\"",
    ];

    // Numbers that a double keeps and JSON.stringify writes the same way, and strings.
    private static readonly string[] PlainScalars = [.. Scalars.Where(s => s is "null" or "true" or "false" or "0" or "1" or "100" or "0.1" || (s[0] == '"' && s != HalfPairs))];

    /// <summary>True to leave out numbers that JavaScript would write otherwise.</summary>
    public bool OnlyWhatJavaScriptKeeps { get; init; }

    public string Document(int size = 30)
    {
        var text = new StringBuilder();
        Value(text, size, random.Next(12) == 0 ? 40 : 5);
        return text.ToString();
    }

    /// <summary>A document near another one: what a second poll gives.</summary>
    public string Near(string document)
    {
        var root = JsonTree.Parse(document);
        for (var edits = random.Next(1, 5); edits > 0; edits--) root = Edit(root);
        return root.ToString(random);
    }

    private JsonTree Edit(JsonTree node)
    {
        if (node.Children.Count == 0 || random.Next(5) == 0) return JsonTree.Parse(Document(random.Next(6)));
        var children = node.Children.ToList();
        var at = random.Next(children.Count);
        switch (random.Next(6))
        {
            case 0:
                children.RemoveAt(at);
                break;
            case 1:
                var moved = children[at];
                children.RemoveAt(at);
                children.Insert(random.Next(children.Count + 1), moved);
                break;
            case 2 when node.IsArray:
                children.Insert(at, ("", random.Next(2) == 0 ? children[random.Next(children.Count)].Value : JsonTree.Parse(Document(4))));
                break;
            case 3 when !node.IsArray:
                var name = Name();
                if (children.All(c => JsonTree.Unescape(c.Name) != JsonTree.Unescape(name))) children.Insert(at, (name, JsonTree.Parse(Document(4))));
                break;
            case 4 when node.IsArray && children.Count > 2:
                children = [.. children.OrderBy(_ => random.Next())];
                break;
            default:
                children[at] = (children[at].Name, Edit(children[at].Value));
                break;
        }
        return node with { Children = children };
    }

    private void Value(StringBuilder text, int size, int depth)
    {
        var shape = size <= 1 || depth == 0 ? 0 : random.Next(10);
        if (shape < 2) Scalar(text);
        else if (shape < 5) Array(text, size, depth);
        else if (shape < 7) KeyedList(text, size);
        else Object(text, size, depth);
    }

    private void Scalar(StringBuilder text)
    {
        if (random.Next(4) == 0) text.Append(random.Next(-5, 20).ToString(CultureInfo.InvariantCulture));
        else text.Append(OnlyWhatJavaScriptKeeps ? PlainScalars[random.Next(PlainScalars.Length)] : Scalars[random.Next(Scalars.Length)]);
    }

    private void Array(StringBuilder text, int size, int depth)
    {
        var count = random.Next(Math.Min(size, 12));
        text.Append('[');
        for (var i = 0; i < count; i++)
        {
            if (i > 0) text.Append(',');
            Value(text, size / Math.Max(1, count), depth - 1);
        }
        text.Append(']');
    }

    private void KeyedList(StringBuilder text, int size)
    {
        var ids = Enumerable.Range(0, random.Next(Math.Min(size, 12))).ToList();
        if (random.Next(6) == 0 && ids.Count > 0) ids.Add(ids[0]);
        text.Append('[');
        text.AppendJoin(',', ids.OrderBy(_ => random.Next()).Select(id => $$"""{"id":{{id}},"state":"{{(char)('a' + random.Next(3))}}","n":{{random.Next(3)}}}"""));
        text.Append(']');
    }

    private void Object(StringBuilder text, int size, int depth)
    {
        var names = Names.OrderBy(_ => random.Next()).Take(random.Next(Math.Min(size, 12))).DistinctBy(JsonTree.Unescape).ToList();
        text.Append('{');
        for (var i = 0; i < names.Count; i++)
        {
            if (i > 0) text.Append(',');
            text.Append('"').Append(names[i]).Append("\":");
            Value(text, size / names.Count, depth - 1);
        }
        text.Append('}');
    }

    private string Name()
    {
        var names = OnlyWhatJavaScriptKeeps ? Names : AllNames;
        return names[random.Next(names.Length)];
    }
}
