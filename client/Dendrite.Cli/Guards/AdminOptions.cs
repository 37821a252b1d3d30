using System.CommandLine;
using System.CommandLine.Parsing;
using Dendrite.Silo;

namespace Dendrite.Cli.Guards;

/// <summary>The options by which a command for operators finds its server.</summary>
internal sealed class AdminOptions
{
    private const string TokenVariable = "DENDRITE_ADMIN_TOKEN";

    private readonly Option<Uri> _server = new("--server")
    {
        Description = $"A running server. Default {DendriteServer.DefaultUrl}.",
        HelpName = "URL",
        DefaultValueFactory = _ => new Uri(DendriteServer.DefaultUrl),
        CustomParser = ParseServer,
    };

    private readonly Option<string?> _token = new("--token") { Description = $"The server's admin token; without it, what {TokenVariable} holds.", HelpName = "TOKEN" };

    public void AddTo(Command command)
    {
        command.Options.Add(_server);
        command.Options.Add(_token);
    }

    public AdminClient Connect(ParseResult parsed) =>
        new(parsed.GetRequiredValue(_server), parsed.GetValue(_token) ?? Environment.GetEnvironmentVariable(TokenVariable));

    private static Uri? ParseServer(ArgumentResult result)
    {
        if (FaultOfServer(result.Tokens[0].Value, out var server) is not { } fault) return server;
        result.AddError($"--server {fault}");
        return null;
    }

    /// <summary>What is wrong with the address of a server; null where nothing is. Credentials in it are not repeated.</summary>
    public static string? FaultOfServer(string text, out Uri? server) =>
        !Uri.TryCreate(text, UriKind.Absolute, out server) || server.Scheme is not ("http" or "https") ? $"'{text}' is not an http or https URL."
        : server.UserInfo.Length > 0 ? "has a user name or password in it; operators send --token."
        : null;
}
