using System.Text.Json;
using Dendrite.Contracts.Guards;
using Dendrite.Edge.Access;
using Dendrite.Edge.Guards;
using Dendrite.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Dendrite.Edge.Admin;

/// <summary>What operators read and do. Nothing behind an address is made before somebody asks for it.</summary>
internal static class AdminEndpoints
{
    public const string Prefix = OperatorArea.AdminPrefix + "/v1";

    public static void MapAdmin(this WebApplication app)
    {
        var admin = app.MapGroup(Prefix).RequireAuthorization(OperatorPolicies.Operators).AddEndpointFilter(OperatorArea.RefuseForeignAsync);
        admin.MapGet("/guards", GetGuardsAsync);
        admin.MapGet("/guards/{name}", GetGuardAsync);
        admin.MapPost("/guards/{name}/breaker/{command}", CommandAsync);
        admin.MapGet("/resources", GetResourcesAsync);
        admin.MapGet("/events", http => http.RequestServices.GetRequiredService<OverviewStream>().RunAsync(http, app.Lifetime.ApplicationStopping));
    }

    private static async Task GetGuardsAsync(HttpContext http)
    {
        var guards = await Guards(http).ReadAllAsync(http.RequestAborted);
        await AnswerAsync(http, json =>
        {
            json.WriteStartArray();
            foreach (var guard in guards) GuardJson.Write(json, guard);
            json.WriteEndArray();
        });
    }

    private static async Task GetGuardAsync(HttpContext http)
    {
        var guard = await Guards(http).ReadAsync(KeyOf(http), http.RequestAborted);
        await AnswerAsync(http, json => GuardJson.Write(json, guard));
    }

    private static async Task CommandAsync(HttpContext http)
    {
        var name = Route(http, "command");
        var command = BreakerNames.Command(name)
            ?? throw new InvalidRequestException(DendriteErrorCode.NotFound, $"There is no command '{name}'; there are {BreakerNames.Commands}.");
        var request = await BreakerRequest.ReadAsync(http.Request);
        var breaker = await Guards(http).CommandAsync(KeyOf(http), command, request.Reason, request.By, http.RequestAborted);
        await AnswerAsync(http, json =>
        {
            json.WriteStartObject();
            json.WriteString("name", breaker.Guard.ToString());
            GuardJson.WriteBreaker(json, breaker);
            json.WriteEndObject();
        });
    }

    private static async Task GetResourcesAsync(HttpContext http)
    {
        var resources = await http.RequestServices.GetRequiredService<ResourceReadings>().ReadAsync(http.RequestAborted);
        await AnswerAsync(http, json =>
        {
            json.WriteStartArray();
            foreach (var resource in resources) ResourceJson.Write(json, resource);
            json.WriteEndArray();
        });
    }

    private static IGuards Guards(HttpContext http) => http.RequestServices.GetRequiredService<IGuards>();

    private static GuardKey KeyOf(HttpContext http) =>
        GuardKey.TryParse(Route(http, "name"), out var key) ? key : throw new InvalidRequestException(DendriteErrorCode.UnknownGuard, $"There is no guard '{Route(http, "name")}'.");

    private static string Route(HttpContext http, string name) => (string)http.GetRouteValue(name)!;

    private static async Task AnswerAsync(HttpContext http, Action<Utf8JsonWriter> write)
    {
        http.Response.ContentType = "application/json";
        http.Response.Headers.CacheControl = "no-store";
        using (var json = new Utf8JsonWriter(http.Response.BodyWriter)) write(json);
        await http.Response.BodyWriter.FlushAsync(http.RequestAborted);
    }
}
