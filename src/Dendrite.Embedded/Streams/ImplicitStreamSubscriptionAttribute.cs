using Orleans.Streams;

namespace Orleans;

/// <summary>The grain of a stream's key is subscribed to the streams of the namespace; it attaches its observer when it is activated.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public class ImplicitStreamSubscriptionAttribute : Attribute
{
    public ImplicitStreamSubscriptionAttribute() => Predicate = new AllStreamNamespacesPredicate();

    public ImplicitStreamSubscriptionAttribute(string streamNamespace, string? streamIdMapper = null)
    {
        Predicate = new ExactMatchStreamNamespacePredicate(streamNamespace.Trim());
        StreamIdMapper = streamIdMapper;
    }

    public ImplicitStreamSubscriptionAttribute(Type predicateType, string? streamIdMapper = null)
    {
        Predicate = (IStreamNamespacePredicate)Activator.CreateInstance(predicateType)!;
        StreamIdMapper = streamIdMapper;
    }

    public ImplicitStreamSubscriptionAttribute(IStreamNamespacePredicate predicate, string? streamIdMapper = null)
    {
        Predicate = predicate;
        StreamIdMapper = streamIdMapper;
    }

    public IStreamNamespacePredicate Predicate { get; }

    public string? StreamIdMapper { get; init; }
}
