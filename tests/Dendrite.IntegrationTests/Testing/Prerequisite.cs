namespace Dendrite.IntegrationTests.Testing;

/// <summary>Programs that a test needs. Where one is missing the test is skipped, but on a build server (CI is set) it runs and fails.</summary>
internal static class Prerequisite
{
    /// <summary>Why a test is to be skipped; null where it is to run.</summary>
    public static string? Missing(params string[] commands)
    {
        if (Environment.GetEnvironmentVariable("CI") is { Length: > 0 }) return null;
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        var missing = commands.Where(command => !folders.Any(folder => File.Exists(Path.Combine(folder, command)))).ToArray();
        return missing.Length == 0 ? null : $"Not on the PATH: {string.Join(", ", missing)}.";
    }
}
