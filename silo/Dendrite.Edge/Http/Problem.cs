using Dendrite.Protocol;
using Microsoft.AspNetCore.Http;

namespace Dendrite.Edge.Http;

/// <summary>Problem details as the result of an endpoint.</summary>
internal sealed record Problem(int Status, DendriteErrorCode Code, string Detail) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext) => ProblemWriter.WriteAsync(httpContext, Status, Code, Detail);
}
