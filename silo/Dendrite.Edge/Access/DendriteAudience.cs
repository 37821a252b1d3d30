using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Dendrite.Edge.Access;

/// <summary>Who is meant by a listener.</summary>
public enum DendriteAudience
{
    /// <summary>Everybody: operators need a token. What every listener is that nothing is said of.</summary>
    Public,

    /// <summary>The other processes of this deployment, and its operators, who need no token.</summary>
    Internal,

    /// <summary>Operators, who need no token.</summary>
    Operators,
}

/// <summary>Says of a listener who is meant by it, where it is opened.</summary>
public static class DendriteListenOptionsExtensions
{
    /// <summary>Marks every connection of this listener. Whoever can reach a listener that is not public is believed to be who is meant.</summary>
    /// <remarks>On a loopback address requests under another host name, or through a proxy, are still strangers: a page of another site can make a browser connect there.</remarks>
    public static ListenOptions UseDendriteAudience(this ListenOptions listener, DendriteAudience audience)
    {
        ArgumentNullException.ThrowIfNull(listener);
        if (!Enum.IsDefined(audience)) throw new ArgumentOutOfRangeException(nameof(audience), audience, "It is Public, Internal or Operators.");
        var mark = new AudienceFeature(audience);
        listener.Use(next => connection =>
        {
            connection.Features.Set(mark);
            return next(connection);
        });
        ((IMultiplexedConnectionBuilder)listener).Use(next => connection =>
        {
            connection.Features.Set(mark);
            return next(connection);
        });
        return listener;
    }

    /// <summary>Who is meant by the listener that something came by.</summary>
    internal static DendriteAudience Audience(this IFeatureCollection features) => features.Get<AudienceFeature>()?.Audience ?? DendriteAudience.Public;

    private sealed record AudienceFeature(DendriteAudience Audience);
}
