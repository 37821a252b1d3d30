namespace Dendrite.Resources;

/// <summary>Which next pages are followed: within the origin, below the base address, and with no parameter that is configured.</summary>
public sealed class PageAddressTests
{
    private static readonly Uri From = new("https://h/api/v1/items?page=1");

    private static readonly BackendDefinition Backend = new()
    {
        Name = "b",
        BaseAddress = new Uri("https://h/api/v1/"),
        Query = new Dictionary<string, string> { ["api_key"] = "s3cret" },
    };

    [Theory]
    [InlineData("https://h/api/v1/items?page=2", "items", "page=2")]
    [InlineData("https://H:443/api/v1/items?page=2", "items", "page=2")]
    [InlineData("/api/v1/items?page=2&api_key=s3cret", "items", "page=2")]
    [InlineData("?page=2", "items", "page=2")]
    [InlineData("other/x", "other/x", "")]
    [InlineData("?sig=a%2Fb%2fc#part", "items", "sig=a%2Fb%2fc")]
    [InlineData("?API_KEY=s3cret&page=2", "items", "page=2")]
    [InlineData("", "items", "page=1")]
    public void Rfc3986_5_Reference_BelowTheBaseAddress_IsFollowed(string reference, string path, string query)
    {
        Assert.Null(PageAddress.Resolve(Backend, From, reference, out var address));
        Assert.Equal(new PageAddress(path, query), address);
    }

    [Theory]
    [InlineData("https://evil/api/v1/items?api_key=s3cret", "another origin, https://evil")]
    [InlineData("http://h/api/v1/items", "another origin, http://h")]
    [InlineData("https://h:444/api/v1/items", "another origin")]
    [InlineData("//evil/api/v1/items", "another origin")]
    [InlineData("/admin", "not below the backend's base address")]
    [InlineData("/api/v1", "not below the backend's base address")]
    [InlineData("/api/v1/../../admin", "cannot be asked")]
    [InlineData("/api/v1/%2e%2e/admin", "cannot be asked")]
    [InlineData("/api/v1/..%2fadmin", "cannot be asked")]
    [InlineData("https://u:p@h/api/v1/items", "no address that can be asked")]
    [InlineData("javascript:alert(1)", "no address that can be asked")]
    [InlineData("http://[", "no address that can be asked")]
    public void Rfc3986_5_Reference_ToElsewhere_IsRefusedWithoutItsQuery(string reference, string fault)
    {
        var said = PageAddress.Resolve(Backend, From, reference, out var address);
        Assert.Contains(fault, said, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", said, StringComparison.Ordinal);
        Assert.Equal(default, address);
    }
}
