using System.Collections.Concurrent;
using System.Collections.Specialized;
using System.Globalization;
using System.Net;
using System.Numerics;
using System.Reflection;
using System.Runtime.CompilerServices;
using Orleans.Runtime;

namespace Orleans.Serialization.Cloning;

/// <summary>
/// The types whose values never change, so that a copy could not be told from the original. It must hold of whatever a
/// variable of the type may refer to: so not of <see cref="object"/>, nor of an immutable class that others derive from.
/// </summary>
internal static class Shareable
{
    private static readonly ConcurrentDictionary<Type, bool> Known = new(new Type[]
    {
        typeof(string), typeof(decimal), typeof(DateTime), typeof(DateTimeOffset), typeof(DateOnly), typeof(TimeOnly), typeof(TimeSpan), typeof(Guid),
        typeof(Uri), typeof(Version), typeof(IPAddress), typeof(IPEndPoint), typeof(CancellationToken), typeof(CultureInfo), typeof(Half), typeof(Int128),
        typeof(UInt128), typeof(BigInteger), typeof(CompareInfo), typeof(BitVector32),
    }.Select(t => KeyValuePair.Create(t, true)));

    public static bool Contains(Type type) => Known.TryGetValue(type, out var shared) ? shared : Known.GetOrAdd(type, Find);

    private static bool Find(Type type)
    {
        if (type.IsPrimitive || type.IsEnum || type.IsPointer) return true;
        if (type.IsSealed && type.IsDefined(typeof(ImmutableAttribute), inherit: false)) return true;
        if (typeof(GrainReference).IsAssignableFrom(type) || typeof(Exception).IsAssignableFrom(type) || typeof(Type).IsAssignableFrom(type)) return true;
        if (typeof(CultureInfo).IsAssignableFrom(type) || typeof(Uri).IsAssignableFrom(type) || typeof(IPAddress).IsAssignableFrom(type)) return true;
        if (type.IsConstructedGenericType && type.GetGenericTypeDefinition() == typeof(Nullable<>)) return Contains(type.GenericTypeArguments[0]);

        // A struct may hold a tuple of itself: it is not asked about again.
        if (type.IsConstructedGenericType && typeof(ITuple).IsAssignableFrom(type) && !type.IsValueType)
            return Array.TrueForAll(type.GenericTypeArguments, a => a.IsPrimitive || a.IsEnum || a == typeof(string));
        return type.IsValueType && !type.IsGenericTypeDefinition
            && Array.TrueForAll(type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic), f => Contains(f.FieldType));
    }
}
