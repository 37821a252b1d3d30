namespace Dendrite.IntegrationTests.Testing;

/// <summary>The start of <c>dendrite serve</c>.</summary>
internal static class ServeProcess
{
    private const string Announcement = "Dendrite listens on ";

    /// <summary>The settings of a public backend 'b' that polls often, as arguments.</summary>
    public static string[] SettingsFor(ScriptedBackend backend) =>
    [
        $"--Backends:b:BaseAddress={backend.BaseAddress}", "--Backends:b:Public=true", "--Backends:b:MinInterval=20ms", "--Backends:b:MaxInterval=40ms",
    ];

    /// <summary>Starts a server on a free port and waits until it says where it listens.</summary>
    public static Task<(ChildProcess Process, Uri Url)> StartAsync(params string[] arguments) =>
        WaitAsync(ChildProcess.Run(["serve", "--urls", "http://127.0.0.1:0", .. arguments]));

    public static async Task<(ChildProcess Process, Uri Url)> WaitAsync(ChildProcess process)
    {
        try
        {
            var line = await process.ErrorLineAsync("starting dendrite serve", Announcement);
            return (process, new Uri(line[(line.IndexOf(Announcement, StringComparison.Ordinal) + Announcement.Length)..].Split(", ")[0]));
        }
        catch
        {
            // Nobody else has it to end it.
            await process.DisposeAsync();
            throw;
        }
    }

    public static Uri Resource(Uri server, string target) => new(server, "/_dendrite/client/v1/resources/" + target);
}
