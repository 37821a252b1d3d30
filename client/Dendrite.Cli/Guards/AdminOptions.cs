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
        if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var server) && server.Scheme is "http" or "https") return server;
        result.AddError($"--server '{result.Tokens[0].Value}' is not an http or https URL.");
        return null;
    }
}
