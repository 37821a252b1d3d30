using Dendrite.Cli.Resources;
using Dendrite.Protocol;
using Dendrite.Resources;
using Spectre.Console;

namespace Dendrite.Cli.Doctor;

/// <summary>Watches an API and reports.</summary>
internal static class UrlRun
{
    public static async Task<int> RunAsync(DoctorRequest request, bool forPeople, TimeProvider clock, CancellationToken cancellationToken)
    {
        var backend = new BackendDefinition
        {
            Name = SettingsText.NameFor(request.Url),
            BaseAddress = new Uri(request.Url.GetLeftPart(UriPartial.Authority) + "/"),
            Headers = request.Headers,
            Public = true,
        };
        var address = Source.AddressOf(backend.Name, request.Url);
        using var probe = new HttpProbe(backend, address.Path, address.Query, clock);
        if (forPeople) await Console.Error.WriteLineAsync($"dendrite: watching for {Wording.Time(request.Length)}; Ctrl-C ends it, and tells what was seen.");
        var observations = await Examination.RunAsync(probe.AskAsync, request.Length, clock, null, cancellationToken);
        if (observations.Count == 0)
        {
            await Console.Error.WriteLineAsync("dendrite: nothing was seen yet.");
            return ExitCode.Negative;
        }
        if (observations.All(one => one.Status == 0))
        {
            await Console.Error.WriteLineAsync($"dendrite: {PlainText.Line($"The backend {observations[^1].Failure}.")}");
            return ExitCode.OtherSideFailed;
        }
        var diagnosis = Diagnosis.Of(observations, backend);
        var report = new DoctorReport(diagnosis, address, Savings.Expect(diagnosis, request.Listeners, request.Interval));
        if (forPeople) report.WriteTo(AnsiConsole.Console);
        else await Console.Out.WriteLineAsync(report.ToJson().ToJsonString(DoctorReport.OneLine));
        return diagnosis.Findings.Count == 0 ? ExitCode.Done : ExitCode.Negative;
    }
}
