namespace Dendrite.Resources;

/// <summary>RFC 9110, section 15.4: where a redirect leads, and whether it is followed.</summary>
public sealed class RedirectRulesTests
{
    private static readonly Uri From = new("https://api.invalid/v1/items?page=1");
    private static readonly BackendDefinition Backend = new() { Name = "b", BaseAddress = new Uri("https://api.invalid/v1/") };

    [Theory]
    [InlineData("https://api.invalid/v2/items", "https://api.invalid/v2/items")]
    [InlineData("/v2/items?a=%2F%7e", "https://api.invalid/v2/items?a=%2F%7e")]
    [InlineData("other", "https://api.invalid/v1/other")]
    [InlineData("?page=2", "https://api.invalid/v1/items?page=2")]
    [InlineData("//other.invalid/x", "https://other.invalid/x")]
    [InlineData("/a#part", "https://api.invalid/a")]
    [InlineData("/a b", "https://api.invalid/a%20b")]
    public void Rfc9110_10_2_2_Resolve_Location_IsTheAddress(string location, string address) => Assert.Equal(address, RedirectRules.Resolve(From, location)?.AbsoluteUri);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("ftp://api.invalid/x")]
    [InlineData("file:///etc/passwd")]
    [InlineData("javascript:alert(1)")]
    [InlineData("https://user:secret@api.invalid/")]
    public void Rfc9110_10_2_2_Resolve_WhatCannotBeAsked_IsNone(string? location) => Assert.Null(RedirectRules.Resolve(From, location));

    [Theory]
    [InlineData(RedirectPolicy.None, "https://api.invalid/v1/x", false)]
    [InlineData(RedirectPolicy.SameOrigin, "https://api.invalid/v1/x", true)]
    [InlineData(RedirectPolicy.SameOrigin, "https://API.invalid:443/elsewhere", true)]
    [InlineData(RedirectPolicy.SameOrigin, "https://api.invalid:8443/v1/x", false)]
    [InlineData(RedirectPolicy.SameOrigin, "http://api.invalid/v1/x", false)]
    [InlineData(RedirectPolicy.SameOrigin, "https://sub.api.invalid/v1/x", false)]
    [InlineData(RedirectPolicy.SameOrigin, "https://api.invalid.evil.invalid/", false)]
    [InlineData(RedirectPolicy.Any, "https://other.invalid/x", true)]
    [InlineData(RedirectPolicy.Any, "http://other.invalid/x", false)]
    public void Rfc9110_15_4_RefusalOf_GoesByOriginAndSetting(RedirectPolicy policy, string target, bool isFollowed) =>
        Assert.Equal(isFollowed, RedirectRules.RefusalOf(Backend with { Redirects = policy }, From, new Uri(target)) is null);

    [Theory]
    [InlineData("https://api.invalid/v1/items/2", true)]
    [InlineData("https://api.invalid/v1/secrets", false)]
    [InlineData("https://api.invalid/admin", false)]
    [InlineData("https://api.invalid/v1/items/%2e%2e/secrets", false)]
    public void RefusalOf_WhatPathsDoNotLetThrough_IsNotReachedByARedirect(string target, bool isFollowed)
    {
        var ruled = Backend with { Paths = [new PathRule { Pattern = PathPattern.Parse("items/**") }] };
        Assert.Equal(isFollowed, RedirectRules.RefusalOf(ruled, From, new Uri(target, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true })) is null);
    }

    [Fact]
    public void Memory_IsBounded_AndForgets()
    {
        var memory = new RedirectMemory();
        for (var i = 0; i <= RedirectMemory.Capacity; i++) memory.Remember(new Uri($"http://a/{i}"), new Uri($"http://b/{i}"));
        Assert.Null(memory.Find(new Uri("http://a/0")));
        Assert.Equal(new Uri("http://b/1"), memory.Find(new Uri("http://a/1")));
        memory.Forget(new Uri("http://a/1"));
        Assert.Null(memory.Find(new Uri("http://a/1")));
    }
}
