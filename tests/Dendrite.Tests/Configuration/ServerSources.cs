using Dendrite.Hosting.Configuration;
using Dendrite.Silo;
using Microsoft.Extensions.Configuration;

namespace Dendrite.Configuration;

/// <summary>A server's file and arguments without the environment, where a test run has variables of its own.</summary>
internal static class ServerSources
{
    public static void Check(string[] args, string? file = null)
    {
        var configuration = new ConfigurationManager();
        if (file is not null) ConfigurationFile.Add(configuration, file);
        configuration.AddCommandLine(args);
        DendriteServer.Read(configuration, [.. ServerSettingsCheck.FaultsOf(args)]);
    }
}
