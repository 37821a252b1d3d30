using System.Net;
using Dendrite.Edge;
using Dendrite.Edge.Access;
using Dendrite.Hosting;
using Dendrite.Hosting.Configuration;
using Dendrite.IntegrationTests.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace Dendrite.IntegrationTests.Admin;

/// <summary>Who is meant by a listener is what was said where it was opened, and nothing else.</summary>
public sealed class AudienceTests
{
    private const string Guards = "/_dendrite/admin/v1/guards";

    /// <summary>The last of the bound addresses was taken for internal, which was Kestrel's own at 0.0.0.0: a breaker was tripped from outside.</summary>
    [Fact]
    public async Task KestrelsEndpoints_BesideAnInternalUrl_ArePublic()
    {
        await using var serve = ChildProcess.Run(
            "serve", "--Backends:b:BaseAddress=stub:", "--Kestrel:Endpoints:One:Url=http://127.0.0.1:0", "--Kestrel:Endpoints:Two:Url=http://0.0.0.0:0", "--Internal:Urls=http://127.0.0.1:0");
        var line = await serve.ErrorLineAsync("starting", "Dendrite listens on ");
        var statuses = new List<int>();
        foreach (var url in line[(line.IndexOf("listens on ", StringComparison.Ordinal) + 11)..].Split(", ")) statuses.Add(await StatusAsync(url.Replace("0.0.0.0", "127.0.0.1", StringComparison.Ordinal)));
        // The internal one is opened first, for it is opened by code.
        Assert.Equal([200, 403, 403], statuses);
    }

    [Theory]
    [InlineData(null, 403)]
    [InlineData(DendriteAudience.Public, 403)]
    [InlineData(DendriteAudience.Internal, 200)]
    [InlineData(DendriteAudience.Operators, 200)]
    public async Task OwnHost_Listener_IsForWhomItIsMarked(DendriteAudience? audience, int expected)
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listener =>
        {
            if (audience is { } known) listener.UseDendriteAudience(known);
        }));
        builder.AddDendriteServer(new ServerSettings { Backends = [new() { Name = "b", BaseAddress = new Uri("stub:"), Public = true }] });
        builder.Services.AddDendriteEdge();
        await using var app = builder.Build();
        app.MapDendrite();
        await app.StartAsync();
        Assert.Equal(expected, await StatusAsync(app.Urls.Single()));
        await app.StopAsync();
    }

    private static async Task<int> StatusAsync(string url)
    {
        using var http = new HttpClient { Timeout = Wait.Limit };
        using var response = await http.GetAsync(new Uri(new Uri(url), Guards));
        return (int)response.StatusCode;
    }
}
