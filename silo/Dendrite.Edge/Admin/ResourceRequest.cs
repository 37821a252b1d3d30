using Dendrite.Protocol;
using Microsoft.AspNetCore.Http;

namespace Dendrite.Edge.Admin;

/// <summary>The body of a command to a resource: which one, why, and who says so; of <c>disconnect</c> also which listener.</summary>
internal sealed record ResourceRequest(string? Address, string? Reason, string? By, long? Listener)
{
    /// <summary>Reads the body; address, reason and by are set then.</summary>
    /// <exception cref="InvalidRequestException">The body is not that.</exception>
    public static async Task<ResourceRequest> ReadAsync(HttpRequest request)
    {
        var read = await CommandBody.ReadAsync(request, AdminJson.Default.ResourceRequest, "the texts 'address', 'reason' and 'by' and the number 'listener'");
        return string.IsNullOrWhiteSpace(read.Address)
            ? throw CommandBody.Wrong("The member 'address' is missing: backend/path?query, as clients ask for it.")
            : new ResourceRequest(read.Address.Trim(), CommandBody.ReasonOf(read.Reason), CommandBody.ByOf(read.By), read.Listener);
    }
}
