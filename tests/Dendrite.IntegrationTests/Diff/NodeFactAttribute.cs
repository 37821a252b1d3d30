namespace Dendrite.Diff;

/// <summary>A test that needs Node and npm: skipped where they are missing, but failing there on a build server.</summary>
public sealed class NodeFactAttribute : FactAttribute
{
    public NodeFactAttribute()
    {
        var isBuildServer = !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CI"));
        if (!isBuildServer && !(IsOnPath("node") && IsOnPath("npm"))) Skip = "node and npm are not on the PATH.";
    }

    private static bool IsOnPath(string command) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, command)));
}
