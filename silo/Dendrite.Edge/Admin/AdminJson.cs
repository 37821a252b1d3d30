using System.Text.Json.Serialization;

namespace Dendrite.Edge.Admin;

/// <summary>The JSON of the admin API, made at compile time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(IReadOnlyList<GuardDescription>))]
[JsonSerializable(typeof(IReadOnlyList<ResourceDescription>))]
[JsonSerializable(typeof(BreakerChanged))]
[JsonSerializable(typeof(BreakerRequest))]
[JsonSerializable(typeof(OverviewDescription))]
[JsonSerializable(typeof(IReadOnlyList<BackendDescription>))]
[JsonSerializable(typeof(ResourceDetail))]
[JsonSerializable(typeof(ResourceRequest))]
[JsonSerializable(typeof(ResourceExplanation))]
internal sealed partial class AdminJson : JsonSerializerContext;
