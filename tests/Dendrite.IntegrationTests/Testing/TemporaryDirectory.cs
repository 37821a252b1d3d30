namespace Dendrite.IntegrationTests.Testing;

/// <summary>A directory that goes with the test.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("dendrite-test-").FullName;

    /// <summary>Writes a file so that no reader ever sees half of it.</summary>
    public string Write(string name, string content)
    {
        var path = System.IO.Path.Combine(Path, name);
        var draft = path + ".draft";
        File.WriteAllText(draft, content);
        File.Move(draft, path, overwrite: true);
        return path;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
