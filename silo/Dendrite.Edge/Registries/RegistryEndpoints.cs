using System.Text.Json;
using Dendrite.Contracts.Registries;
using Dendrite.Edge.Access;
using Dendrite.Edge.Admin;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Dendrite.Edge.Registries;

/// <summary>The registries as operators see them: settings by their paths. For operators.</summary>
internal static class RegistryEndpoints
{
    private const string Prefix = AdminEndpoints.Prefix + "/registries";

    public static void MapRegistries(this WebApplication app)
    {
        var registries = app.MapGroup(Prefix).RequireAuthorization(OperatorPolicies.Operators);
        registries.MapGet("", async (HttpContext http) =>
        {
            var views = await Registries(http).ReadAllAsync(http.RequestAborted);
            await AnswerAsync(http, json =>
            {
                json.WriteStartArray();
                foreach (var view in views) Write(json, view);
                json.WriteEndArray();
            });
        });
        registries.MapGet("/{name}", async (HttpContext http) =>
        {
            var view = await Registries(http).ReadAsync((string)http.GetRouteValue("name")!, http.RequestAborted);
            await AnswerAsync(http, json => Write(json, view));
        });
    }

    private static IRegistries Registries(HttpContext http) => http.RequestServices.GetRequiredService<IRegistries>();

    private static void Write(Utf8JsonWriter json, RegistryView view)
    {
        json.WriteStartObject();
        json.WriteString("name", view.Name);
        json.WriteNumber("version", view.Version);
        json.WriteStartObject("settings");
        foreach (var (path, value) in view.Entries.SelectMany(RegistrySettings.Flatten)) json.WriteString(path, value);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static async Task AnswerAsync(HttpContext http, Action<Utf8JsonWriter> write)
    {
        http.Response.ContentType = "application/json";
        http.Response.Headers.CacheControl = "no-store";
        using (var json = new Utf8JsonWriter(http.Response.BodyWriter)) write(json);
        await http.Response.BodyWriter.FlushAsync(http.RequestAborted);
    }
}
