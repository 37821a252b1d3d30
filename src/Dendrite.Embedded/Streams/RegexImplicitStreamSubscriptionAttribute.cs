using Orleans.Streams;

namespace Orleans;

/// <summary>Subscribes by a regular expression on the namespace.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class RegexImplicitStreamSubscriptionAttribute(string pattern) : ImplicitStreamSubscriptionAttribute(new RegexStreamNamespacePredicate(pattern));
