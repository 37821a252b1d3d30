using System.Globalization;
using System.Text;
using Dendrite.Client;
using Dendrite.Contracts.Configuration;
using Dendrite.Edge;
using Dendrite.Hosting.Configuration;
using Dendrite.Resources;
using Dendrite.Silo;
using Microsoft.Extensions.Configuration;

namespace Dendrite.Configuration;

/// <summary>The catalogue is what the code does, and the reference page is the catalogue.</summary>
public sealed class SettingsPageTests
{
    private static readonly string File = Path.Combine(ArchitectureTests.RepositoryRoot, "docs/settings.md");

    [Fact]
    public void Settings_KeysAndDefaults_AreTheApprovedOnes() => Contracts.Approved.Check(
        "Settings", [.. SettingsCatalogue.Default.All.Select(setting => $"{setting.Key} = {setting.Default}".TrimEnd()).Order(StringComparer.Ordinal)]);

    /// <summary>Whatever is set to what the catalogue says is the default is as if nobody had set it.</summary>
    [Fact]
    public void Catalogue_Defaults_AreThoseOfTheCode()
    {
        // A section with settings that have no default.
        (string, string)[] needed = [("Backends:b:BaseAddress", "stub:"), ("Backends:b:Pokes:Signature", "GitHub"), ("Backends:b:Pokes:Secret", "s"), ("Backends:b:Pokes:Rules:0", "**")];
        var unset = Read(needed);
        var set = Read([
            .. needed,
            .. SettingsCatalogue.Default.All.Where(setting => !setting.IsOfClient && setting.Default.Length > 0 && !setting.Key.StartsWith("Cluster:", StringComparison.Ordinal) && setting.Key != "Protocols:<name>")
                .Select(setting => (setting.Key.Replace("<name>", "b", StringComparison.Ordinal), setting.Default)),
        ]);
        Assert.Equal(unset.Settings.Backends, set.Settings.Backends);
        Assert.Equal(unset.Settings with { Backends = [], InternalUrls = [] }, set.Settings with { Backends = unset.Settings.Backends, InternalUrls = [] } with { Backends = [] });
        Assert.Equal((unset.Edge.Heartbeat, unset.Edge.IsMonitorPublic, unset.Edge.MaxStreams), (set.Edge.Heartbeat, set.Edge.IsMonitorPublic, set.Edge.MaxStreams));
        var cluster = new ClusterSettings { ConnectionString = "" };
        Assert.Equal((cluster.ClusterId, cluster.ServiceId, $"{cluster.SiloPort}", $"{cluster.GatewayPort}"), (DefaultOf("Cluster:ClusterId"), DefaultOf("Cluster:ServiceId"), DefaultOf("Cluster:SiloPort"), DefaultOf("Cluster:GatewayPort")));
        Assert.Equal(new DendriteClientOptions().SilenceLimit, TimeSpan.FromSeconds(int.Parse(DefaultOf("Client:SilenceLimit").TrimEnd('s'), CultureInfo.InvariantCulture)));
    }

    /// <summary>Every property that a backend's section sets is in the catalogue.</summary>
    [Fact]
    public void Catalogue_PropertiesOfABackend_AreAllThere()
    {
        string[] properties = [.. typeof(BackendDefinition).GetProperties().Where(property => property.CanWrite && property.Name != nameof(BackendDefinition.Name)).Select(property => property.Name)];
        string[] listed = [.. SettingsCatalogue.Default.All.Select(setting => setting.Key.Split(':')).Where(key => key[0] == "Backends").Select(key => key[2]).Distinct()];
        Assert.Equal(properties.Order(), listed.Order());
    }

    [Fact]
    public void Page_ListsEverySetting()
    {
        var expected = Page();
        if (Environment.GetEnvironmentVariable("DENDRITE_APPROVE") == "1") System.IO.File.WriteAllText(File, expected);
        Assert.Equal(expected, System.IO.File.ReadAllText(File));
    }

    private static string DefaultOf(string key) => SettingsCatalogue.Default.Find(key)!.Default;

    private static (ServerSettings Settings, EdgeOptions Edge) Read(params (string Key, string Value)[] values) =>
        DendriteServer.Read(new ConfigurationBuilder().AddInMemoryCollection(values.Select(v => KeyValuePair.Create(v.Key, (string?)v.Value))).Build());

    private static string Page()
    {
        var page = new StringBuilder(Head);
        foreach (var group in SettingsCatalogue.Default.All.GroupBy(SectionOf))
        {
            page.Append(CultureInfo.InvariantCulture, $"\n## {group.Key}\n\n| setting | value | default | |\n|---|---|---|---|\n");
            foreach (var setting in group)
            {
                var former = setting.FormerNames.Count == 0 ? "" : $" Before: {string.Join(", ", setting.FormerNames)}.";
                page.Append(CultureInfo.InvariantCulture, $"| `{setting.Key}` | {setting.Form}{(setting.IsSecret ? ", or a reference to it" : "")} | {(setting.Default.Length == 0 ? "" : $"`{setting.Default}`")} | {setting.Meaning.Replace("|", "\\|", StringComparison.Ordinal)}{former} |\n");
            }
        }
        return page.Replace("\r\n", "\n").ToString();
    }

    private static string SectionOf(Setting setting) => setting switch
    {
        _ when setting.Key.StartsWith("Backends:", StringComparison.Ordinal) => "Backends",
        { IsOfServer: true } => "The server program",
        { IsOfClient: true } => "A client over HTTP",
        _ => "Edges",
    };

    private const string Head = """
        # Settings

        A server reads them from its file (`--config`, JSON or INI), then the environment (`Backends__github__Public=true`, also with
        `DENDRITE_` before it), then its command line (`--Backends:github:Public=true`); later ones win. In a host of your own they stand below
        the section `Dendrite`. `dendrite config show --config FILE` prints those that count, where each is from, and no secret.

        What is not in this list is refused with the nearest name that is: in the file and on the command line, in the environment below a known
        section or after `DENDRITE_`, and in a host of your own below `Dendrite`. All faults are told at once, those of a file with line and column.
        A file that changes is read again, also on SIGHUP; one with faults replaces nothing.

        A secret can be given by reference: `file:/run/secrets/x` (a final line break is not part of it) or `env:NAME`, after one word too, as in
        `Bearer file:/run/secrets/token`. Those of backends and `Admin:Token` are read again when they change, every few seconds; those of the
        cluster at the start.

        Backends and servers are reached through the proxy that `HTTPS_PROXY`, `HTTP_PROXY` or `ALL_PROXY` names, but for the hosts of `NO_PROXY`, and never for
        this machine itself. A proxy that refuses is named as the one that did.

        """;
}
