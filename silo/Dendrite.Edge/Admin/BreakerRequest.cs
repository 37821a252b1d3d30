using Dendrite.Protocol;
using Microsoft.AspNetCore.Http;

namespace Dendrite.Edge.Admin;

/// <summary>The body of a command: why, and who says so. The reason is required, who defaults to <c>operator</c>.</summary>
internal sealed record BreakerRequest(string? Reason, string? By)
{
    /// <summary>Reads the body; both members are set then.</summary>
    /// <exception cref="InvalidRequestException">The body is not that.</exception>
    public static async Task<BreakerRequest> ReadAsync(HttpRequest request)
    {
        var read = await CommandBody.ReadAsync(request, AdminJson.Default.BreakerRequest, "the texts 'reason' and 'by'");
        return new BreakerRequest(CommandBody.ReasonOf(read.Reason), CommandBody.ByOf(read.By));
    }
}
