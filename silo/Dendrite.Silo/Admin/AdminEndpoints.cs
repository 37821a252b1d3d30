using System.Text.Json;
using Dendrite.Contracts.Errors;
using Dendrite.Silo.Access;
using Dendrite.Silo.Resilience;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Dendrite.Silo.Admin;

/// <summary>What operators read and do. Nothing behind an address is made before somebody asks for it.</summary>
internal static class AdminEndpoints
{
    public const string Prefix = OperatorArea.AdminPrefix + "/v1";

    public static void MapAdmin(this WebApplication app)
    {
        app.MapGet(Prefix + "/services", GetServicesAsync);
        app.MapGet(Prefix + "/services/{name}", GetServiceAsync);
        app.MapPost(Prefix + "/services/{name}/breaker/{command}", CommandAsync);
        app.MapGet(Prefix + "/resources", GetResourcesAsync);
        app.MapGet(Prefix + "/events", http => http.RequestServices.GetRequiredService<OverviewStream>().RunAsync(http, app.Lifetime.ApplicationStopping));
    }

    private static async Task GetServicesAsync(HttpContext http)
    {
        var services = await Services(http).ReadAllAsync(http.RequestAborted);
        await AnswerAsync(http, json =>
        {
            json.WriteStartArray();
            foreach (var service in services) ServiceJson.Write(json, service);
            json.WriteEndArray();
        });
    }

    private static async Task GetServiceAsync(HttpContext http)
    {
        var service = await Services(http).ReadAsync(Route(http, "name"), http.RequestAborted);
        await AnswerAsync(http, json => ServiceJson.Write(json, service));
    }

    private static async Task CommandAsync(HttpContext http)
    {
        var name = Route(http, "command");
        var command = BreakerNames.Command(name)
            ?? throw new InvalidRequestException(DendriteErrorCode.NotFound, $"There is no command '{name}'; there are {BreakerNames.Commands}.");
        var request = await BreakerRequest.ReadAsync(http.Request);
        var breaker = await Services(http).CommandAsync(Route(http, "name"), command, request.Reason, request.By, http.RequestAborted);
        await AnswerAsync(http, json =>
        {
            json.WriteStartObject();
            json.WriteString("name", breaker.Service);
            ServiceJson.WriteBreaker(json, breaker);
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

    private static IServiceReadings Services(HttpContext http) => http.RequestServices.GetRequiredService<IServiceReadings>();

    private static string Route(HttpContext http, string name) => (string)http.GetRouteValue(name)!;

    private static async Task AnswerAsync(HttpContext http, Action<Utf8JsonWriter> write)
    {
        http.Response.ContentType = "application/json";
        http.Response.Headers.CacheControl = "no-store";
        using (var json = new Utf8JsonWriter(http.Response.BodyWriter)) write(json);
        await http.Response.BodyWriter.FlushAsync(http.RequestAborted);
    }
}
