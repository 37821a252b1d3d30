namespace Dendrite.Resources;

/// <summary>What an examination comes to: what was found, and how to configure the backend.</summary>
/// <param name="Findings">What was found, each kind once, in the order of <see cref="FindingKinds.All"/>.</param>
/// <param name="Settings">The backend with the settings that suit it.</param>
/// <param name="Chart">What was seen.</param>
internal sealed record Diagnosis(IReadOnlyList<Finding> Findings, BackendDefinition Settings, Chart Chart)
{
    private static readonly Func<Chart, IEnumerable<Finding>>[] Checks =
        [StatusChecks.Of, LimitChecks.Of, ValidatorChecks.Of, FreshnessChecks.Of, ContentChecks.Of, TextChecks.Of, ListChecks.Of, TransferChecks.Of];

    /// <summary>Judges what was seen.</summary>
    /// <param name="observations">The exchanges in their order.</param>
    /// <param name="backend">The backend as it was asked.</param>
    public static Diagnosis Of(IReadOnlyList<Observation> observations, BackendDefinition backend)
    {
        var chart = new Chart(observations);
        var order = FindingKinds.All.Select((kind, place) => (kind.Name, place)).ToDictionary(kind => kind.Name, kind => kind.place, StringComparer.Ordinal);
        Finding[] findings = [.. Checks.SelectMany(check => check(chart)).OrderBy(finding => order[finding.Kind])];
        return new Diagnosis(findings, SuggestedSettings.For(backend, chart, findings), chart);
    }
}
