using System.Reflection;

namespace Dendrite.Engine;

/// <summary>The suite itself: every case names its source, and there are as many as were promised.</summary>
public sealed class ConformanceTests
{
    private static IEnumerable<MethodInfo> Cases =>
        typeof(ConformanceTests).Assembly.GetTypes()
            .Where(t => t.Namespace == typeof(ConformanceTests).Namespace)
            .SelectMany(t => t.GetMethods())
            .Where(m => m.IsDefined(typeof(SourceAttribute)));

    [Fact]
    public void Suite_Cases_AreAtLeast150()
    {
        var count = Cases.Sum(m => m.IsDefined(typeof(TheoryAttribute)) ? Math.Max(1, m.GetCustomAttributes<InlineDataAttribute>().Count()) : 1);
        Assert.True(count >= 150, $"{count} cases");
    }

    [Fact]
    public void Suite_EveryCase_NamesAFileAsItsSource() =>
        Assert.All(Cases, m => Assert.Matches(@"^((src|test)/([\w.]+/)+\w+\.cs|docs/site/src/content/docs/([\w-]+/)*[\w-]+\.md(#[a-z0-9-]+)?)\z", m.GetCustomAttribute<SourceAttribute>()!.Where));
}
