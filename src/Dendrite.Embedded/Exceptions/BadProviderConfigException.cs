namespace Orleans.Storage;

/// <summary>A provider was asked for that isn't configured.</summary>
[GenerateSerializer]
public sealed class BadProviderConfigException : Orleans.Runtime.OrleansException
{
    public BadProviderConfigException()
        : base("Wrong provider configuration.")
    {
    }

    public BadProviderConfigException(string message)
        : base(message)
    {
    }

    public BadProviderConfigException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
