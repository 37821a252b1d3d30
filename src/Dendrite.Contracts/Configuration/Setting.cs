namespace Dendrite.Contracts.Configuration;

/// <summary>What a setting's value is.</summary>
internal enum SettingKind
{
    Text,
    Path,
    Address,
    Duration,
    Size,
    Number,
    Ratio,
    Flag,
    Choice,
    List,
    Conditions,
    Rules,
}

/// <summary>One setting of Dendrite.</summary>
/// <param name="Key">Its full key; a segment in angle brackets stands for any name.</param>
/// <param name="Kind">What its value is.</param>
/// <param name="Default">The value that it has when nobody sets it, as it would be written; empty where it has none.</param>
/// <param name="Meaning">What it does, for the reference page.</param>
internal sealed record Setting(string Key, SettingKind Kind, string Default, string Meaning)
{
    /// <summary>Whether its value is shown to nobody, and may be a reference such as <c>env:NAME</c>.</summary>
    public bool IsSecret { get; init; }

    /// <summary>Whether only the server program knows it: in a host of somebody's own the host decides that.</summary>
    public bool IsOfServer { get; init; }

    /// <summary>Whether only a client over HTTP knows it.</summary>
    public bool IsOfClient { get; init; }

    /// <summary>The names that it had before, in the same section; they are still taken.</summary>
    public IReadOnlyList<string> FormerNames { get; init; } = [];

    /// <summary>The last part of the key.</summary>
    public string Name => Key[(Key.LastIndexOf(':') + 1)..];

    /// <summary>What may be written, for messages and the reference page.</summary>
    public string Form => Kind switch
    {
        SettingKind.Path => "a path",
        SettingKind.Address => "an address",
        SettingKind.Duration => "a duration such as 200ms, 5s, 2m or 00:00:05",
        SettingKind.Size => "a size such as 500KB, 20MB, 1MiB",
        SettingKind.Number => "a whole number",
        SettingKind.Ratio => "a share above 0 to 1",
        SettingKind.Flag => "true or false",
        SettingKind.List => "a list of texts",
        SettingKind.Conditions => "a text or a list of texts",
        SettingKind.Rules => "a list of patterns or rules",
        _ => "a text",
    };
}
