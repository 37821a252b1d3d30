using System.Globalization;
using System.Text;
using System.Text.Json;
using Dendrite.Contracts.Configuration;

namespace Dendrite.Hosting.Configuration;

/// <summary>
/// Reads a configuration file of JSON, with comments and trailing commas, as the framework does, and says where it is wrong: keys that
/// are there twice, values of another kind than their setting has, and the place where it stops being JSON.
/// </summary>
internal ref struct JsonSettingsFile
{
    private const int Deepest = 64;

    private readonly ReadOnlySpan<byte> _text;
    private readonly Dictionary<string, string?> _data = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _seen = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _faults = [];
    private Utf8JsonReader _json;

    private JsonSettingsFile(ReadOnlySpan<byte> text)
    {
        _text = text;
        _json = new Utf8JsonReader(text, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = Deepest });
    }

    public static SettingsFile Read(ReadOnlySpan<byte> text)
    {
        var file = new JsonSettingsFile(text.StartsWith(Encoding.UTF8.Preamble) ? text[Encoding.UTF8.Preamble.Length..] : text);
        var isBroken = false;
        if (!text.ContainsAnyExcept(" \t\r\n"u8) || text.SequenceEqual(Encoding.UTF8.Preamble))
            return new SettingsFile(file._data, ["line 1, column 1: the file is empty; it is an object of settings in JSON, such as { \"Heartbeat\": \"15s\" }."], IsBroken: true);
        try
        {
            file.ReadRoot();
        }
        catch (JsonException e)
        {
            isBroken = true;
            file._faults.Add(string.Create(CultureInfo.InvariantCulture, $"line {e.LineNumber + 1}, column {e.BytePositionInLine + 1}: {Sentence(e.Message)}"));
        }
        return new SettingsFile(file._data, file._faults, isBroken);
    }

    private void ReadRoot()
    {
        _json.Read();
        if (_json.TokenType != JsonTokenType.StartObject) _faults.Add($"{Where()}: the file is not an object of settings.");
        else ReadObject("");
        while (_json.Read())
        {
        }
    }

    private void ReadObject(string path)
    {
        while (_json.Read() && _json.TokenType == JsonTokenType.PropertyName)
        {
            var where = Where();
            var key = path.Length == 0 ? _json.GetString()! : $"{path}:{_json.GetString()}";
            if (!_seen.Add(key)) _faults.Add($"{where}: {key} is there twice.");
            _json.Read();
            ReadValue(key);
        }
    }

    private void ReadArray(string path)
    {
        var isOurs = SettingsCatalogue.Default.Find(path)?.Kind is SettingKind.List or SettingKind.Conditions or SettingKind.Rules;
        var i = 0;
        for (; _json.Read() && _json.TokenType != JsonTokenType.EndArray; i++)
        {
            var item = string.Create(CultureInfo.InvariantCulture, $"{path}:{i}");
            if (!isOurs)
            {
                ReadValue(item);
                continue;
            }
            var where = Where();
            if (_json.TokenType is JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False) _faults.Add($"{where}: {item} is {Kind(_json.TokenType)}; it is a text, in quotes.");
            var (values, faults) = (_data.Count, _faults.Count);
            ReadValue(item);
            // Nothing would be left of it, and of a list of nothing but such the opposite of what it says.
            if (_data.Count == values && _faults.Count == faults) _faults.Add($"{where}: {item} is empty.");
        }
        // It would be as if the setting were not there, which of Paths is the opposite of what it says.
        if (i == 0) _faults.Add($"{Where()}: {path} is an empty array; leave it out to have the default.");
    }

    private void ReadValue(string key)
    {
        CheckKind(key);
        switch (_json.TokenType)
        {
            case JsonTokenType.StartObject:
                ReadObject(key);
                break;
            case JsonTokenType.StartArray:
                ReadArray(key);
                break;
            case JsonTokenType.Null:
                break;
            default:
                _data[key] = _json.TokenType == JsonTokenType.String ? _json.GetString() : Encoding.UTF8.GetString(_json.ValueSpan);
                break;
        }
    }

    /// <summary>JSON can say a list and a number as what they are; one that is not is more often a mistake than meant.</summary>
    private readonly void CheckKind(string key)
    {
        if (SettingsCatalogue.Default.Find(key) is not { } setting) return;
        var fault = (setting.Kind, _json.TokenType) switch
        {
            (SettingKind.List or SettingKind.Rules, JsonTokenType.StartArray or JsonTokenType.Null) => null,
            (SettingKind.List or SettingKind.Rules, _) => "is not an array; it is one, also of a single item",
            (SettingKind.Conditions, JsonTokenType.StartArray) => null,
            (_, JsonTokenType.StartArray) => $"is an array; it is {setting.Form}",
            (SettingKind.Number or SettingKind.Ratio or SettingKind.Size, JsonTokenType.Number) => null,
            (SettingKind.Flag, JsonTokenType.True or JsonTokenType.False) => null,
            (_, JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False) => $"is {Kind(_json.TokenType)}; it is {setting.Form}{(setting.Kind is SettingKind.Flag or SettingKind.Number ? "" : ", in quotes")}",
            _ => null,
        };
        if (fault is not null) _faults.Add($"{Where()}: {key} {fault}.");
    }

    private static string Kind(JsonTokenType type) => type == JsonTokenType.Number ? "a number" : "true or false";

    /// <summary>Where the token at hand begins.</summary>
    private readonly string Where()
    {
        var before = _text[..(int)_json.TokenStartIndex];
        return string.Create(CultureInfo.InvariantCulture, $"line {before.Count((byte)'\n') + 1}, column {before.Length - before.LastIndexOf((byte)'\n')}");
    }

    /// <summary>The reader's message without the place, which it gives from zero, and without what stands there.</summary>
    private static string Sentence(string message)
    {
        var place = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        var said = place < 0 ? message : message[..place];
        // It speaks of a flag of the reader's.
        return said.StartsWith("The input does not contain any JSON tokens", StringComparison.Ordinal) ? "there are only comments in the file; it is an object of settings." : said;
    }
}
