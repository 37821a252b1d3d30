using Microsoft.Extensions.Configuration;

namespace Dendrite.Hosting.Configuration;

/// <summary>Where the server program and the verbs beside it take settings from.</summary>
internal static class ServerConfiguration
{
    /// <summary>The file, then the environment, then the arguments; later ones win.</summary>
    /// <exception cref="Protocol.DefinitionException">There is no such file.</exception>
    public static void AddSources(IConfigurationBuilder configuration, string[] args, string? file)
    {
        if (file is not null) ConfigurationFile.Add(configuration, file);
        configuration.AddEnvironmentVariables().Add(new OwnVariables());
        configuration.AddCommandLine(args);
    }

    /// <summary>The same sources for a verb that starts no server.</summary>
    public static ConfigurationManager Read(string[] args, string? file)
    {
        var configuration = new ConfigurationManager();
        configuration.AddJsonFile(Path.GetFullPath("appsettings.json"), optional: true);
        AddSources(configuration, args, file);
        return configuration;
    }
}
