using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Orleans.Runtime;

/// <summary>Which grains a stream's namespace subscribes by attribute, and how their keys follow from the stream's.</summary>
internal static class ImplicitSubscriptions
{
    public static IEnumerable<(GrainType Type, IdSpan Key)> Of(StreamId stream)
    {
        if (stream.GetNamespace() is not { } space) yield break;
        foreach (var (type, grainClass, predicates) in GrainRegistry.Current.ImplicitSubscribers)
        {
            if (Array.Exists(predicates, p => p.IsMatch(space))) yield return (type, KeyOf(grainClass, stream));
        }
    }

    /// <summary>The same in every process.</summary>
    public static Guid IdOf(GrainId grain, string provider, StreamId stream) =>
        new(SHA256.HashData(Encoding.UTF8.GetBytes($"{grain}\n{provider}\n{stream}")).AsSpan(0, 16));

    private static IdSpan KeyOf(Type grainClass, StreamId stream)
    {
        var key = stream.GetKeyAsString();
        if (typeof(IGrainWithGuidCompoundKey).IsAssignableFrom(grainClass)) return IdSpan.Create($"{key}+{stream.GetNamespace()}");
        if (typeof(IGrainWithIntegerKey).IsAssignableFrom(grainClass)) return GrainIdKeyExtensions.CreateIntegerKey(long.Parse(key, CultureInfo.InvariantCulture));
        if (typeof(IGrainWithIntegerCompoundKey).IsAssignableFrom(grainClass)) return GrainIdKeyExtensions.CreateIntegerKey(long.Parse(key, CultureInfo.InvariantCulture), stream.GetNamespace());
        return IdSpan.Create(key);
    }
}
