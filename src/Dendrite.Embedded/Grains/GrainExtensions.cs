using Orleans.Runtime;

namespace Orleans;

/// <summary>Identity and references of grains.</summary>
public static class GrainExtensions
{
    private const string NotMadeByTheRuntime =
        "Passing a half baked grain as an argument. It is possible that you instantiated a grain class explicitly, as a regular object and not via Orleans runtime or via proper test mocking";

    public static TGrainInterface AsReference<TGrainInterface>(this IAddressable grain) => (TGrainInterface)grain.AsReference(typeof(TGrainInterface));

    public static object AsReference(this IAddressable grain, Type interfaceType)
    {
        var reference = grain.AsReference();
        return reference.Shared.CallRuntime.Factory.Cast(reference, interfaceType);
    }

    public static TGrainInterface Cast<TGrainInterface>(this IAddressable grain) => grain.AsReference<TGrainInterface>();

    public static object Cast(this IAddressable grain, Type interfaceType) => grain.AsReference(interfaceType);

    public static GrainId GetGrainId(this IAddressable grain)
    {
        var id = grain switch
        {
            GrainReference reference => reference.GrainId,
            IGrainBase activation => activation.GrainContext?.GrainId ?? default,
            null => throw new ArgumentNullException(nameof(grain)),
            _ => throw WrongType(grain),
        };
        return id.IsDefault ? throw new ArgumentException(NotMadeByTheRuntime, nameof(grain)) : id;
    }

    public static bool IsPrimaryKeyBasedOnLong(this IAddressable grain) => grain.GetGrainId().TryGetIntegerKey(out _, out _);

    public static long GetPrimaryKeyLong(this IAddressable grain, out string? keyExt) =>
        grain.GetGrainId() is var id && id.TryGetIntegerKey(out var key, out keyExt)
            ? key
            : throw new InvalidOperationException($"Unable to extract integer key from grain id {id}");

    public static long GetPrimaryKeyLong(this IAddressable grain) => grain.GetPrimaryKeyLong(out _);

    public static Guid GetPrimaryKey(this IAddressable grain, out string? keyExt)
    {
        var id = grain.GetGrainId();
        if (id.TryGetGuidKey(out var guid, out keyExt)) return guid;
        if (!id.TryGetIntegerKey(out var number, out keyExt)) throw new InvalidOperationException($"Unable to extract GUID key from grain id {id}");
        Span<byte> bytes = stackalloc byte[16];
        BitConverter.TryWriteBytes(bytes[8..], number);
        return new Guid(bytes);
    }

    public static Guid GetPrimaryKey(this IAddressable grain) => grain.GetPrimaryKey(out _);

    public static string GetPrimaryKeyString(this IAddressable grain) => grain.GetGrainId().Key.ToString();

    internal static GrainReference AsReference(this IAddressable grain) => grain switch
    {
        GrainReference reference => reference,
        IGrainBase activation => activation.GrainContext?.GrainReference ?? throw new ArgumentException(NotMadeByTheRuntime, nameof(grain)),
        null => throw new ArgumentNullException(nameof(grain)),
        _ => throw WrongType(grain),
    };

    private static ArgumentException WrongType(IAddressable grain) =>
        new($"GetGrainId has been called on an unexpected type: {grain.GetType().FullName}. If the parameter is a grain implementation, derive it from {nameof(Grain)} or implement {nameof(IGrainBase)}.", nameof(grain));
}
