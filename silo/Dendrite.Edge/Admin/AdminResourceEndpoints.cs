using Dendrite.Edge.Resources;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Dendrite.Edge.Admin;

/// <summary>
/// One resource for operators. Its address follows <c>resources/</c> as it follows it in the client's API, query and all; in the
/// body of a command it is a text, for there the command has the place in the path.
/// </summary>
internal static class AdminResourceEndpoints
{
    private const string Prefix = AdminEndpoints.Prefix + "/resources/";
    private const string ExplainPrefix = AdminEndpoints.Prefix + "/explain/";

    public static void MapResourceAdmin(this IEndpointRouteBuilder admin)
    {
        admin.MapGet("/resources", GetAllAsync).Produces<IReadOnlyList<ResourceDescription>>()
            .WithSummary("The resources that this process listens to, at most two hundred");
        admin.MapGet("/resources/{**address}", GetAsync).Produces<ResourceDetail>().ProducesProblem(400).ProducesProblem(404)
            .WithSummary("One resource by its address, backend/path?query, and who listens to it through this process");
        admin.MapGet("/explain/{**address}", ExplainAsync).Produces<ResourceExplanation>().ProducesProblem(400).ProducesProblem(404)
            .WithSummary("One resource in plain words: when it is polled next and why, what its backend said, what was saved; and its last polls");
        admin.MapPost("/resources/{command}", CommandAsync).Produces<ResourceDetail>().ProducesProblem(400).ProducesProblem(404)
            .WithSummary($"Does something to a resource: {OperatedResources.Commands}").AddOpenApiOperationTransformer(AdminDocument.DescribeCommandAsync<ResourceRequest>);
    }

    private static async Task<JsonHttpResult<IReadOnlyList<ResourceDescription>>> GetAllAsync(ResourceReadings resources, CancellationToken cancellationToken) =>
        AdminEndpoints.Answer([.. (await resources.ReadAsync(cancellationToken)).Select(ResourceDescription.Of)], AdminJson.Default.IReadOnlyListResourceDescription);

    private static async Task<JsonHttpResult<ResourceDetail>> GetAsync(HttpContext http, OperatedResources resources) =>
        AdminEndpoints.Answer(await resources.ShowAsync(ResourceTarget.AfterPrefix(http, Prefix), http.RequestAborted), AdminJson.Default.ResourceDetail);

    private static async Task<JsonHttpResult<ResourceExplanation>> ExplainAsync(HttpContext http, OperatedResources resources) =>
        AdminEndpoints.Answer(await resources.ExplainAsync(ResourceTarget.AfterPrefix(http, ExplainPrefix), http.RequestAborted), AdminJson.Default.ResourceExplanation);

    private static async Task<JsonHttpResult<ResourceDetail>> CommandAsync(string command, HttpRequest body, OperatedResources resources, CancellationToken cancellationToken) =>
        AdminEndpoints.Answer(await resources.CommandAsync(command, await ResourceRequest.ReadAsync(body), cancellationToken), AdminJson.Default.ResourceDetail);
}
