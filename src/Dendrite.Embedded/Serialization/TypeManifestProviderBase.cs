namespace Orleans.Serialization.Configuration;

/// <summary>The base of generated manifests.</summary>
public abstract class TypeManifestProviderBase
{
    internal void Configure(TypeManifestOptions options) => ConfigureInner(options);

    protected abstract void ConfigureInner(TypeManifestOptions options);
}
