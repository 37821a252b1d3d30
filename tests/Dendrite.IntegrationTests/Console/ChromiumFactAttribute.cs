using Dendrite.IntegrationTests.Testing;

namespace Dendrite.IntegrationTests.WebConsole;

/// <summary>A test that needs Debian's chromium, and the programs that it names. Where one is missing the test is skipped; where CI is set it fails.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ChromiumFactAttribute : FactAttribute
{
    public const string Path = "/usr/bin/chromium";

    public ChromiumFactAttribute(params string[] programs)
    {
        if (!File.Exists(Path) && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CI"))) Skip = $"There is no {Path}; install Debian's chromium.";
        else if (programs.Length > 0) Skip = Prerequisite.Missing(programs);
    }
}
