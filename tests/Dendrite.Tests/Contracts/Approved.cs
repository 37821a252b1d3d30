namespace Dendrite.Contracts;

/// <summary>Compares lines with a reviewed file. <c>DENDRITE_APPROVE=1</c> writes the file anew, for a person to look at the difference.</summary>
internal static class Approved
{
    public static void Check(string name, string[] actual)
    {
        var file = PathOf(name);
        if (Environment.GetEnvironmentVariable("DENDRITE_APPROVE") == "1") File.WriteAllLines(file, actual);
        var approved = File.ReadAllLines(file);
        Assert.Empty(actual.Except(approved).Select(line => "new: " + line));
        Assert.Empty(approved.Except(actual).Select(line => "gone: " + line));
        // The same lines in another order, or one of them under another type.
        Assert.Equal(approved, actual);
    }

    public static string PathOf(string name) => Path.Combine(ArchitectureTests.RepositoryRoot, "tests/Dendrite.Tests/Contracts", name + ".approved.txt");
}
