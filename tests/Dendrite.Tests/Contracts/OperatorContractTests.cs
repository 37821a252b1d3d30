using System.Diagnostics.Metrics;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;

namespace Dendrite.Contracts;

/// <summary>What operators rely on, as text under review: event ids, metrics and settings.</summary>
public sealed partial class OperatorContractTests
{
    private const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Assembly[] Assemblies = [.. ArchitectureTests.Projects.Select(name => Assembly.Load(name == "Dendrite.Cli" ? typeof(Cli.Program).Assembly.GetName().Name! : name))];

    private static readonly (Assembly Project, LoggerMessageAttribute Message, MethodInfo Method)[] Messages =
    [
        .. from project in Assemblies
           from type in project.GetTypes()
           from method in type.GetMethods(All)
           let message = method.GetCustomAttribute<LoggerMessageAttribute>()
           where message is not null
           orderby message.EventId
           select (project, message, method),
    ];

    [Fact]
    public void EventIds_OfAllMessages_AreUniqueAndTheApprovedOnes()
    {
        Assert.NotEmpty(Messages);
        Assert.Empty(Messages.GroupBy(m => m.Message.EventId).Where(g => g.Count() > 1).Select(g => g.Key));
        Approved.Check("EventIds", [.. Messages.Select(m => $"{m.Message.EventId} {m.Project.GetName().Name} {m.Message.Level}: {m.Message.Message}")]);
    }

    [Fact]
    public void EventIds_OfAProject_AreItsConstantsWithinItsRange()
    {
        var page = File.ReadAllText(Path.Combine(ArchitectureTests.RepositoryRoot, "docs/event-ids.md"));
        var ranges = Range().Matches(page).ToDictionary(m => m.Groups[3].Value, m => (First: Number(m.Groups[1]), Last: Number(m.Groups[2]), Features: m.Groups[4].Value));
        Assert.Equal(ranges.Keys.Order(), Messages.Select(m => m.Project.GetName().Name!).Distinct().Order());
        foreach (var project in Messages.GroupBy(m => m.Project))
        {
            var name = project.Key.GetName().Name!;
            var constants = project.Key.GetType(name + ".EventIds", throwOnError: true)!.GetFields(All).Select(f => (int)f.GetRawConstantValue()!).Order().ToArray();
            Assert.Equal(constants, project.Select(m => m.Message.EventId));
            Assert.All(constants, id =>
            {
                Assert.InRange(id, ranges[name].First, ranges[name].Last);
                Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"{id / 100}xx "), ranges[name].Features, StringComparison.Ordinal);
            });
        }

        static int Number(Group group) => int.Parse(group.Value, CultureInfo.InvariantCulture);
    }

    [Fact]
    public void EventIds_InTheSources_AreNamed()
    {
        var files = ArchitectureTests.Sources("src", "grains", "silo", "client").Select(file => (file, Text: File.ReadAllText(file))).Where(f => f.Text.Contains("[LoggerMessage(", StringComparison.Ordinal)).ToArray();
        Assert.NotEmpty(files);
        foreach (var (file, text) in files)
            foreach (Match message in Message().Matches(text)) Assert.True(message.Groups[1].Value.StartsWith("EventIds.", StringComparison.Ordinal), $"{file}: {message.Value}");
    }

    [Fact]
    public void Metrics_NamesUnitsAndDescriptions_AreTheApprovedOnes() => Approved.Check(
        "Metrics",
        [
            .. (from project in Assemblies
                from type in project.GetTypes()
                where !type.ContainsGenericParameters
                from field in type.GetFields(All)
                where field.IsStatic && typeof(Instrument).IsAssignableFrom(field.FieldType)
                let instrument = (Instrument)field.GetValue(null)!
                select $"{instrument.Meter.Name}: {instrument.Name} {field.FieldType.Name.Split('`')[0]} {instrument.Unit}: {instrument.Description}").Order(StringComparer.Ordinal),
        ]);

    [GeneratedRegex(@"^\| (\d+)–(\d+) \| `[a-z]+/([\w.]+)` \| (.*) \|$", RegexOptions.Multiline)]
    private static partial Regex Range();

    [GeneratedRegex(@"\[LoggerMessage\((?:EventId = )?([^,)]+)")]
    private static partial Regex Message();
}
