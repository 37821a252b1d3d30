namespace Orleans.Providers;

/// <summary>Where the state of a <see cref="Grain{TGrainState}"/> is kept.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class StorageProviderAttribute : Attribute
{
    public string ProviderName { get; set; } = ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME;
}
