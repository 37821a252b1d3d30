using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Dendrite.Cli.Resources;
using Dendrite.Protocol;
using Dendrite.Resources;

namespace Dendrite.Cli.Doctor;

/// <summary>The arguments of <c>doctor</c>.</summary>
internal sealed class DoctorOptions
{
    private static readonly TimeSpan ShortestWatch = TimeSpan.FromSeconds(1);

    private readonly Argument<string?> _url = new("url") { Description = "The API: an http or https URL that gives JSON.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string[]> _headers = new("--header") { Description = "A header to send, 'Name: value'; may be repeated.", HelpName = "HEADER" };
    private readonly Option<TimeSpan> _length = DurationOption("--for", "How long to watch: 1s to 10m, with at most 24 requests. Default 60s.", TimeSpan.FromSeconds(60), ShortestWatch, Examination.Longest);
    private readonly Option<int> _listeners = new("--listeners") { Description = "How many clients there would be. Default 100.", HelpName = "N", DefaultValueFactory = _ => 100, CustomParser = ParseListeners };

    /// <summary>How often each client would poll for itself; with a log, how often a resource would be polled for all.</summary>
    public Option<TimeSpan> Interval { get; } = DurationOption("--interval", "How often each of them would poll by itself; with --log, how often one poll would be made for all. Default 5s.", TimeSpan.FromSeconds(5), TimeSpan.FromMilliseconds(100), TimeSpan.FromDays(1));

    /// <summary>An access log in place of an API.</summary>
    public Option<string?> Log { get; } = new("--log") { Description = "An access log in the common or combined form, packed with gzip or not; - is standard input.", HelpName = "FILE" };

    public void AddTo(Command command)
    {
        command.Arguments.Add(_url);
        command.Options.Add(_length);
        command.Options.Add(_listeners);
        command.Options.Add(Interval);
        command.Options.Add(_headers);
        command.Options.Add(Log);
        _headers.Validators.Add(result => SourceOptions.ParseHeaders(result.GetValueOrDefault<string[]>() ?? [], result));
        command.Validators.Add(Check);
    }

    /// <summary>What is to be watched.</summary>
    public DoctorRequest Read(ParseResult parsed) => new(
        new Uri(parsed.GetRequiredValue(_url)!), SourceOptions.ParseHeaders(parsed.GetValue(_headers) ?? [], null),
        parsed.GetRequiredValue(_length), parsed.GetRequiredValue(_listeners), parsed.GetRequiredValue(Interval));

    private void Check(CommandResult result)
    {
        var target = result.GetResult(_url)?.Tokens is [{ Value: var text }] ? text : null;
        if (result.GetResult(Log) is not null)
        {
            if (target is not null) result.AddError("There are a URL and --log; one of them is enough.");
            foreach (var option in new Option[] { _length, _listeners, _headers })
                if (result.GetResult(option) is { Implicit: false }) result.AddError($"{option.Name} is for a URL; a log takes --interval.");
        }
        else if (target is null) result.AddError("doctor needs a URL, or --log FILE.");
        else if (!SourceOptions.IsHttp(target, out var url)) result.AddError($"'{target}' is not an http or https URL.");
        else if (url.UserInfo.Length > 0) result.AddError(SourceOptions.HasLogin);
    }

    private static Option<TimeSpan> DurationOption(string name, string description, TimeSpan unset, TimeSpan least, TimeSpan most) => new(name)
    {
        Description = description,
        HelpName = "DURATION",
        DefaultValueFactory = _ => unset,
        CustomParser = result =>
        {
            if (Duration.TryParse(result.Tokens[0].Value, out var time) && time >= least && time <= most) return time;
            result.AddError($"{name} '{result.Tokens[0].Value}' is not a duration from {Wording.Setting(least)} to {Wording.Setting(most)}, such as 30s or 2m.");
            return unset;
        },
    };

    private static int ParseListeners(ArgumentResult result)
    {
        const int Most = 10_000_000;
        if (int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= Most) return number;
        result.AddError($"--listeners '{result.Tokens[0].Value}' is not a whole number from 1 to {Most}.");
        return 1;
    }
}

/// <summary>What <c>doctor</c> is asked to watch.</summary>
/// <param name="Url">The API.</param>
/// <param name="Headers">What is sent to it.</param>
/// <param name="Length">For how long.</param>
/// <param name="Listeners">How many clients there would be.</param>
/// <param name="Interval">How often each of them would poll by itself.</param>
internal sealed record DoctorRequest(Uri Url, IReadOnlyDictionary<string, string> Headers, TimeSpan Length, int Listeners, TimeSpan Interval);
