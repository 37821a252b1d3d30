namespace Dendrite.Hosting.Configuration;

/// <summary>What a configuration file says.</summary>
/// <param name="Data">Its settings by their full keys; of a file that breaks off, those before.</param>
/// <param name="Faults">What is wrong with it, each with its line and column; values are not repeated, they may be secrets.</param>
/// <param name="IsBroken">Whether the rest of it could not be read.</param>
internal sealed record SettingsFile(Dictionary<string, string?> Data, IReadOnlyList<string> Faults, bool IsBroken);
