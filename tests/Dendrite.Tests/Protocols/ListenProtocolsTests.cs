using Dendrite.Docs;
using Dendrite.Edge;
using Dendrite.Edge.Protocols;
using Dendrite.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Dendrite.Protocols;

public sealed class ListenProtocolsTests
{
    private readonly RecordingProtocol _one = new("One");
    private readonly RecordingProtocol _two = new("Two");

    [Fact]
    public void Map_WithoutSwitches_MapsEachOnce()
    {
        Map([_one, _two]);
        Assert.True(_one.IsMapped && _two.IsMapped);
        Assert.Throws<InvalidOperationException>(() => Map([_one]));
    }

    [Fact]
    public void Map_SwitchedOff_IsNotMapped()
    {
        Map([_one, _two], ("one", "false"), ("Two", "true"));
        Assert.Equal((false, true), (_one.IsMapped, _two.IsMapped));
    }

    [Fact]
    public void Map_UnknownSwitchOrTwoOfAName_IsRefusedBeforeAnythingIsMapped()
    {
        var error = Assert.Throws<DefinitionException>(() => Map([_one, _two, new RecordingProtocol("ONE")], ("Three", "true")));
        Assert.Equal(["There are two protocols of the name ONE.", "Protocols:Three is not known. Known are ONE, One, Two."], error.Faults);
        Assert.False(_one.IsMapped || _two.IsMapped);
    }

    [Fact]
    public void Switch_ThatIsNoFlag_IsAFaultWithItsKey()
    {
        List<string> faults = [];
        EdgeSection.Apply(Settings(("One", "perhaps")), new EdgeOptions(), faults);
        Assert.Equal(["Protocols:One is 'perhaps', neither true nor false."], faults);
    }

    [Fact]
    public void EventStream_IsAmongTheProtocolsOfTheEdge()
    {
        var services = new ServiceCollection();
        services.AddDendriteEdge();
        SeamExamples.Register(services);
        Assert.Equal(["EventStreamProtocol", "LineProtocol"], services.Where(s => s.ServiceType == typeof(IListenProtocol)).Select(s => s.ImplementationType!.Name));
    }

    private static void Map(IListenProtocol[] protocols, params (string Name, string Value)[] switches)
    {
        var builder = WebApplication.CreateSlimBuilder();
        foreach (var protocol in protocols) builder.Services.AddSingleton(protocol);
        builder.Services.AddOptions<EdgeOptions>().Configure(o => EdgeSection.Apply(Settings(switches), o, []));
        using var app = (IDisposable)builder.Build();
        ((WebApplication)app).MapListenProtocols();
    }

    private static IConfiguration Settings(params (string Name, string Value)[] switches) =>
        new ConfigurationBuilder().AddInMemoryCollection(switches.Select(s => new KeyValuePair<string, string?>($"Protocols:{s.Name}", s.Value))).Build();
}
