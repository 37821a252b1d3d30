using System.CommandLine;
using System.CommandLine.Parsing;
using Dendrite.Cli.Guards;
using Dendrite.Protocol;
using Dendrite.Resources;

namespace Dendrite.Cli.Resources;

/// <summary>The arguments by which <c>listen</c> and <c>fetch</c> say what they read.</summary>
internal sealed class SourceOptions
{
    /// <summary>What is said of a URL with credentials, which are not repeated.</summary>
    internal const string HasLogin = "The URL has a user name or password in it; use --header 'Authorization: …'.";

    private readonly Argument<string> _target = new("target")
    {
        Description = "A URL; with --server the address of a resource there: backend/path?query.",
    };

    private readonly Option<Uri?> _server = new("--server") { Description = "A running server.", HelpName = "URL", CustomParser = ParseServer };
    private readonly Option<string[]> _headers = new("--header") { Description = "A header to send to the URL, 'Name: value'; may be repeated.", HelpName = "HEADER" };
    private readonly Option<TimeSpan?> _interval = new("--interval") { Description = "Poll the URL this often (200ms, 5s, 1m); default 1 s to 30 s by its changes.", HelpName = "DURATION", CustomParser = ParseInterval };
    private readonly Option<TimeSpan?> _maxAge = new("--max-age") { Description = "How old the document may be (5s, 500ms, 2m): polled as often as that takes and the source allows, else it is told.", HelpName = "DURATION", CustomParser = ParseMaxAge };

    public void AddTo(Command command, bool withInterval)
    {
        command.Arguments.Add(_target);
        command.Options.Add(_server);
        command.Options.Add(_headers);
        if (withInterval) command.Options.Add(_interval);
        command.Options.Add(_maxAge);
        _headers.Validators.Add(result => ParseHeaders(result.GetValueOrDefault<string[]>() ?? [], result));
        command.Validators.Add(Check);
    }

    public Source Open(ParseResult parsed)
    {
        var target = parsed.GetRequiredValue(_target);
        return parsed.GetValue(_server) is { } server
            ? Source.OfServer(server, ResourceAddress.Parse(target), parsed.GetValue(_maxAge))
            : Source.OfUrl(new Uri(target), parsed.GetValue(_interval), parsed.GetValue(_maxAge), ParseHeaders(parsed.GetValue(_headers) ?? [], null));
    }

    private void Check(CommandResult result)
    {
        if (result.GetResult(_target)?.Tokens is not [{ Value: var target }]) return;
        if (result.GetResult(_server) is { Errors: var errors })
        {
            if (errors.Any()) return;
            if (FaultOf(target) is { } fault) result.AddError($"{fault} With --server the target is the address of a resource: backend/path?query.");
            if (result.GetResult(_interval) is not null) result.AddError("--interval is for a URL; a server polls as its configuration says.");
            if (result.GetResult(_headers) is not null) result.AddError("--header is for a URL; a server sends the headers of its configuration.");
        }
        else if (!IsHttp(target, out var url)) result.AddError($"'{target}' is not an http or https URL; for a resource of a server add --server URL.");
        else if (url.UserInfo.Length > 0) result.AddError(HasLogin);
    }

    private static string? FaultOf(string target)
    {
        try
        {
            _ = ResourceAddress.Parse(target);
            return null;
        }
        catch (InvalidRequestException e)
        {
            return e.Message;
        }
    }

    /// <summary>Reads headers as the command line has them; what is wrong with one becomes an error of the result.</summary>
    internal static Dictionary<string, string> ParseHeaders(string[] lines, OptionResult? result)
    {
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in lines)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var name = colon < 0 ? line : line[..colon].Trim();
            var fault = colon < 0 ? "is not of the form 'Name: value'" : HeaderRules.FaultOf(name, line[(colon + 1)..].Trim());
            if (fault is null && !headers.TryAdd(name, line[(colon + 1)..].Trim())) fault = "is there twice; a header has one value";
            if (fault is not null) result?.AddError($"--header {name}: {fault}.");
        }
        return headers;
    }

    private static Uri? ParseServer(ArgumentResult result)
    {
        if (AdminOptions.FaultOfServer(result.Tokens[0].Value, out var server) is not { } fault) return server;
        result.AddError($"--server {fault}");
        return null;
    }

    private static TimeSpan? ParseInterval(ArgumentResult result)
    {
        if (Duration.TryParse(result.Tokens[0].Value, out var interval) && interval >= TimeSpan.FromMilliseconds(1)) return interval;
        result.AddError($"--interval '{result.Tokens[0].Value}' is not a duration of at least 1ms, such as 200ms, 5s or 1m.");
        return null;
    }

    private static TimeSpan? ParseMaxAge(ArgumentResult result)
    {
        try
        {
            return ListenOptions.Take($"{ListenOptions.MaxAgeName}={Uri.EscapeDataString(result.Tokens[0].Value)}", out _).MaxAge;
        }
        catch (InvalidRequestException)
        {
            result.AddError($"--max-age '{result.Tokens[0].Value}' is not a duration of at most a day, such as 500ms, 5s or 2m.");
            return null;
        }
    }

    internal static bool IsHttp(string text, out Uri url) => Uri.TryCreate(text, UriKind.Absolute, out url!) && url.Scheme is "http" or "https";
}
