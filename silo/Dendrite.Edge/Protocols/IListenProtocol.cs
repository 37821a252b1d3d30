using Microsoft.AspNetCore.Builder;

namespace Dendrite.Edge.Protocols;

/// <summary>
/// A way in which clients listen over HTTP. Registered as a service it is mapped by <c>MapDendrite</c>, unless
/// <see cref="EdgeOptions.Protocols"/> switches it off.
/// </summary>
public interface IListenProtocol
{
    /// <summary>The name of its switch, <c>Protocols:{Name}</c>: letters and digits, compared without case, unlike every other protocol's.</summary>
    string Name { get; }

    /// <summary>
    /// Adds its endpoints or its middleware, once, before the server starts and after the gates of the client's API and of the operators:
    /// what it serves below <c>/_dendrite/client/v1</c> has CORS and problem details for whatever it throws.
    /// </summary>
    /// <remarks>A request that is not in this protocol goes on to who comes next. When the application stops, its clients are told and let go.</remarks>
    void Map(WebApplication app);
}
