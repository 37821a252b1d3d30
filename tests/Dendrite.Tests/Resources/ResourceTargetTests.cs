using Dendrite.Contracts.Backends;
using Dendrite.Edge.Resources;
using Dendrite.Protocol;

namespace Dendrite.Resources;

public sealed class ResourceTargetTests
{
    private readonly OneBackend _backends = new();

    [Theory]
    [InlineData("b/x/y?q=1&r=%20", "x/y", "q=1&r=%20", null)]
    [InlineData("b", "", "", null)]
    [InlineData("b/", "", "", null)]
    [InlineData("b/a%2Fb/c%20d", "a%2Fb/c%20d", "", null)]
    [InlineData("b/x?dendrite-format=merge&q=1", "x", "q=1", "merge")]
    [InlineData("b/x?q=1&dendrite-format=list", "x", "q=1", "list")]
    [InlineData("b/x?a&&b=", "x", "a&&b=", null)]
    public void Parse_Target_KeepsWhatIsTheBackends(string target, string path, string query, string? format)
    {
        var parsed = ResourceTarget.Parse(target, _backends);
        Assert.Equal(("b", "public", path, query, format), (parsed.Key.Backend, parsed.Key.Scope, parsed.Key.Path, parsed.Key.Query, parsed.Options.Format?.ToName()));
    }

    /// <summary>B/x and b/x were two resources inside the cluster, and two polls.</summary>
    [Fact]
    public void Parse_NameInAnotherCase_IsTheSameResource() => Assert.Equal(ResourceTarget.Parse("b/~x", _backends).Key, ResourceTarget.Parse("B/%7ex", _backends).Key);

    [Theory]
    [InlineData("nope/x", DendriteErrorCode.UnknownBackend, "nope")]
    [InlineData("b/../x", DendriteErrorCode.MalformedPath, "..")]
    [InlineData("b/a/%2e%2E/x", DendriteErrorCode.MalformedPath, "..")]
    [InlineData("b/./x", DendriteErrorCode.MalformedPath, ".")]
    [InlineData("b/a%zz", DendriteErrorCode.MalformedPath, "%zz")]
    [InlineData("b/a%2", DendriteErrorCode.MalformedPath, "%2")]
    [InlineData("b/a%5Cb", DendriteErrorCode.MalformedPath, "backslash")]
    [InlineData("b/a%00b", DendriteErrorCode.MalformedPath, "control")]
    [InlineData("b/x?dendrite-formt=merge", DendriteErrorCode.InvalidRequest, "dendrite-formt")]
    public void Parse_WrongTarget_NamesTheThing(string target, DendriteErrorCode code, string named)
    {
        var error = Assert.Throws<InvalidRequestException>(() => ResourceTarget.Parse(target, _backends));
        Assert.Equal(code, error.Code);
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_QueryAtTheLimit_IsTaken_OneLongerIsRefused()
    {
        ResourceTarget.Parse("b/x?" + new string('q', ResourceAddress.MaxQueryLength), _backends);
        var error = Assert.Throws<InvalidRequestException>(() => ResourceTarget.Parse("b/x?" + new string('q', ResourceAddress.MaxQueryLength + 1), _backends));
        Assert.Equal(DendriteErrorCode.QueryTooLong, error.Code);
    }

    private sealed class OneBackend : IBackendCatalog
    {
        private static readonly BackendSummary B = new("b", true, TimeSpan.FromSeconds(1), 1, []);

        public IReadOnlyList<BackendSummary> List() => [B];

        public BackendSummary? Find(string name) => name.Equals(B.Name, StringComparison.OrdinalIgnoreCase) ? B : null;
    }
}
