namespace Dendrite.IntegrationTests.Testing;

/// <summary>A test that needs python3: without it the test is skipped, but on a build server (CI is set) it runs and fails.</summary>
internal sealed class PythonFactAttribute : FactAttribute
{
    public PythonFactAttribute()
    {
        var isBuildServer = Environment.GetEnvironmentVariable("CI") is { Length: > 0 };
        var path = Environment.GetEnvironmentVariable("PATH") ?? "";
        if (!isBuildServer && !path.Split(Path.PathSeparator).Any(d => File.Exists(Path.Combine(d, "python3")))) Skip = "python3 is not on the PATH.";
    }
}
