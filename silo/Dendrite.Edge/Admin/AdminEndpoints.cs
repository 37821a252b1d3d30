using System.Text.Json.Serialization.Metadata;
using Dendrite.Client.Cluster;
using Dendrite.Contracts.Backends;
using Dendrite.Contracts.Guards;
using Dendrite.Edge.Access;
using Dendrite.Edge.Guards;
using Dendrite.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Dendrite.Edge.Admin;

/// <summary>What operators read and do. Nothing behind an address is made before somebody asks for it.</summary>
internal static class AdminEndpoints
{
    public const string Prefix = OperatorArea.AdminPrefix + "/v1";

    public static void MapAdmin(this WebApplication app)
    {
        var admin = app.MapGroup(Prefix).RequireAuthorization(OperatorPolicies.Operators).WithGroupName(AdminDocument.Name)
            .AddEndpointFilter(OperatorArea.RefuseForeignAsync).AddEndpointFilter(NotStoredAsync);
        admin.MapGet("/guards", GetGuardsAsync).Produces<IReadOnlyList<GuardDescription>>()
            .WithSummary("Every guard, with its breaker and what it has measured");
        admin.MapGet("/guards/{name}", GetGuardAsync).Produces<GuardDescription>().ProducesProblem(404)
            .WithSummary("One guard");
        admin.MapPost("/guards/{name}/breaker/{command}", CommandAsync).Produces<BreakerChanged>().ProducesProblem(400).ProducesProblem(404)
            .WithSummary($"Does something to a breaker: {BreakerNames.Commands}").AddOpenApiOperationTransformer(AdminDocument.DescribeCommandAsync<BreakerRequest>);
        admin.MapGet("/backends", GetBackendsAsync).Produces<IReadOnlyList<BackendDescription>>()
            .WithSummary("Every backend, with its breaker, what this process listens to of it and its last error");
        admin.MapResourceAdmin();
        admin.MapGet("/events", (HttpContext http, OverviewStream stream) => stream.RunAsync(http, app.Lifetime.ApplicationStopping))
            .Produces<OverviewDescription>(200, "text/event-stream").ProducesProblem(503)
            .WithSummary("The overview as a snapshot, then RFC 6902 patches, once a second");
        admin.MapDocument();
    }

    private static async Task<JsonHttpResult<IReadOnlyList<GuardDescription>>> GetGuardsAsync(IGuards guards, CancellationToken cancellationToken) =>
        Answer([.. (await guards.ReadAllAsync(cancellationToken)).Select(GuardDescription.Of)], AdminJson.Default.IReadOnlyListGuardDescription);

    private static async Task<JsonHttpResult<GuardDescription>> GetGuardAsync(string name, IGuards guards, CancellationToken cancellationToken) =>
        Answer(GuardDescription.Of(await guards.ReadAsync(KeyOf(name), cancellationToken)), AdminJson.Default.GuardDescription);

    private static async Task<JsonHttpResult<BreakerChanged>> CommandAsync(string name, string command, HttpRequest body, IGuards guards, CancellationToken cancellationToken)
    {
        var act = BreakerNames.Command(command)
            ?? throw new InvalidRequestException(DendriteErrorCode.NotFound, $"There is no command '{command}'; there are {BreakerNames.Commands}.");
        var request = await BreakerRequest.ReadAsync(body);
        return Answer(BreakerChanged.Of(await guards.CommandAsync(KeyOf(name), act, request.Reason!, request.By!, cancellationToken)), AdminJson.Default.BreakerChanged);
    }

    private static async Task<JsonHttpResult<IReadOnlyList<BackendDescription>>> GetBackendsAsync(
        IBackendCatalog backends, IGuards guards, ResourceFeeds feeds, CancellationToken cancellationToken) =>
        Answer(await BackendDescription.ReadAllAsync(backends, guards, feeds, cancellationToken), AdminJson.Default.IReadOnlyListBackendDescription);

    private static GuardKey KeyOf(string name) =>
        GuardKey.TryParse(name, out var key) ? key : throw new InvalidRequestException(DendriteErrorCode.UnknownGuard, $"There is no guard '{name}'.");

    /// <summary>With the type's own description, so that a host's settings of JSON change nothing.</summary>
    public static JsonHttpResult<T> Answer<T>(T value, JsonTypeInfo<T> type) => TypedResults.Json(value, type, "application/json");

    private static ValueTask<object?> NotStoredAsync(EndpointFilterInvocationContext call, EndpointFilterDelegate next)
    {
        call.HttpContext.Response.Headers.CacheControl = "no-store";
        return next(call);
    }
}
