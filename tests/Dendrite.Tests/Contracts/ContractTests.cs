using System.Globalization;
using System.Reflection;
using Dendrite.Client;
using Dendrite.Client.Cluster;
using Dendrite.Contracts.Resources;
using Dendrite.Diff;
using Dendrite.Edge;
using Dendrite.Grains.Resources;
using Dendrite.Hosting;
using Dendrite.Protocol;
using Dendrite.Resilience.Breakers;
using Dendrite.Resources;
using PublicApiGenerator;

namespace Dendrite.Contracts;

/// <summary>What others rely on is text under review: a change of it is a change of a file that a person reads.</summary>
public sealed class ContractTests
{
    public static TheoryData<Type> Libraries => [typeof(ResourceKey), typeof(DendriteClient), typeof(JsonDiffer), typeof(Breaker), typeof(Position), typeof(ResourceCore), typeof(ResourceFeeds), typeof(DendriteOptions), typeof(EdgeOptions)];

    public static TheoryData<Type> WireProjects => [typeof(ResourceKey), typeof(StorageNames)];

    [Theory]
    [MemberData(nameof(Libraries))]
    public void PublicSurface_OfALibrary_IsTheApprovedOne(Type member)
    {
        ArgumentNullException.ThrowIfNull(member);
        var surface = member.Assembly.GeneratePublicApi(new ApiGeneratorOptions
        {
            IncludeAssemblyAttributes = false,
            DenyNamespacePrefixes = ["OrleansCodeGen"],
            // What travels has an approved list of its own, below.
            ExcludeAttributes = [typeof(AliasAttribute).FullName!, typeof(IdAttribute).FullName!, typeof(GenerateSerializerAttribute).FullName!, typeof(ImmutableAttribute).FullName!],
        });
        Approved.Check(member.Assembly.GetName().Name!, surface.TrimEnd().Split('\n').Select(line => line.TrimEnd()).ToArray());
    }

    /// <summary>Aliases and ids are what processes of different versions agree on: never renamed, never renumbered.</summary>
    [Theory]
    [MemberData(nameof(WireProjects))]
    public void Aliases_AndIds_AreTheApprovedOnes(Type member)
    {
        ArgumentNullException.ThrowIfNull(member);
        Approved.Check(member.Assembly.GetName().Name + ".Wire", [.. member.Assembly.GetTypes().SelectMany(WireLines).Order(StringComparer.Ordinal)]);
    }

    private static IEnumerable<string> WireLines(Type type)
    {
        if (type.GetCustomAttribute<AliasAttribute>(inherit: false) is not { } alias) yield break;
        yield return $"{alias.Alias} = {type.FullName}";
        foreach (var member in type.GetMembers(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.DeclaredOnly))
        {
            if (member.GetCustomAttribute<IdAttribute>() is { } id) yield return $"{alias.Alias}: {id.Id} {member.Name}";
            if (member.GetCustomAttribute<AliasAttribute>(inherit: false) is { } name) yield return $"{alias.Alias}: {name.Alias}()";
        }
    }

    [Fact]
    public void ErrorCodes_NumbersAndTexts_AreTheApprovedOnes() => Approved.Check(
        "ErrorCodes",
        [.. Enum.GetValues<DendriteErrorCode>().Select(c => string.Create(CultureInfo.InvariantCulture, $"{(int)c} {c.ToText()}{(c.IsTransient() ? ", transient" : "")}"))]);

    [Fact]
    public void ErrorCodes_Texts_ReadBackAsTheSameCode()
    {
        foreach (var code in Enum.GetValues<DendriteErrorCode>())
        {
            Assert.True(DendriteErrorCodes.TryParse(code.ToText(), out var read));
            Assert.Equal(code, read);
        }
    }
}
