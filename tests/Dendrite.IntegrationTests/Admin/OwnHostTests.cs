using System.Net;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Dendrite.Edge;
using Dendrite.Edge.Access;
using Dendrite.Hosting;
using Dendrite.Hosting.Configuration;
using Dendrite.IntegrationTests.Testing;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Dendrite.IntegrationTests.Admin;

/// <summary>The edges in somebody's own application: what he does about users is as it was without them.</summary>
public sealed class OwnHostTests
{
    private const string Guards = "/_dendrite/admin/v1/guards";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task HostWithOneScheme_KeepsItAsItsDefault(bool usesMiddleware)
    {
        await using var app = await StartAsync(
            services =>
            {
                services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, NameHandler>("own", null);
                services.AddAuthorization();
            },
            usesMiddleware);
        Assert.Equal((401, "own"), await GetAsync(app, "/hidden"));
        Assert.Equal((200, "ann by own"), await GetAsync(app, "/hidden", "ann"));
        Assert.Equal((200, "ann by own"), await GetAsync(app, "/who", "ann"));
        await AssertOperatorsAsync(app);
    }

    [Fact]
    public async Task HostWithoutUsers_HasNoneByUs()
    {
        await using var app = await StartAsync(_ => { }, usesMiddleware: false);
        Assert.Equal((200, " by "), await GetAsync(app, "/who"));
        await AssertOperatorsAsync(app);
    }

    private static async Task AssertOperatorsAsync(WebApplication app)
    {
        Assert.Equal(200, (await GetAsync(app, Guards)).Status);
        using var http = new HttpClient { Timeout = Wait.Limit };
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(new Uri(app.Urls.Single()), Guards));
        request.Headers.Host = "evil.example";
        using var refused = await http.SendAsync(request);
        Assert.Equal((403, "application/problem+json"), ((int)refused.StatusCode, refused.Content.Headers.ContentType?.MediaType));
    }

    private static async Task<WebApplication> StartAsync(Action<IServiceCollection> addUsers, bool usesMiddleware)
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listener => listener.UseDendriteAudience(DendriteAudience.Operators)));
        builder.AddDendriteServer(new ServerSettings { Backends = [new() { Name = "b", BaseAddress = new Uri("stub:"), Public = true }] });
        builder.Services.AddDendriteEdge();
        addUsers(builder.Services);
        var app = builder.Build();
        if (usesMiddleware) app.UseAuthentication().UseAuthorization();
        app.MapDendrite();
        app.MapGet("/who", (HttpContext http) => Describe(http.User));
        var hidden = app.MapGet("/hidden", (HttpContext http) => Describe(http.User));
        hidden.RequireAuthorization();
        await app.StartAsync();
        return app;
    }

    private static string Describe(ClaimsPrincipal user) => $"{user.Identity?.Name} by {user.Identity?.AuthenticationType}";

    private static async Task<(int Status, string Text)> GetAsync(WebApplication app, string path, string? name = null)
    {
        using var http = new HttpClient { Timeout = Wait.Limit };
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(new Uri(app.Urls.Single()), path));
        if (name is not null) request.Headers.Add("Name", name);
        using var response = await http.SendAsync(request);
        return ((int)response.StatusCode, response.Headers.WwwAuthenticate.ToString() is { Length: > 0 } scheme ? scheme : await response.Content.ReadAsStringAsync());
    }

    /// <summary>Believes whatever name it is told.</summary>
    private sealed class NameHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers) : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, UrlEncoder.Default)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(Request.Headers["Name"] is [{ } name]
            ? AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, name)], "own")), "own"))
            : AuthenticateResult.NoResult());

        protected override Task HandleChallengeAsync(AuthenticationProperties properties)
        {
            Response.Headers.WWWAuthenticate = "own";
            Response.StatusCode = 401;
            return Task.CompletedTask;
        }
    }
}
