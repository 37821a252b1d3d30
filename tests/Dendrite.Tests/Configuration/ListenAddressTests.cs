using Dendrite.Protocol;

namespace Dendrite.Configuration;

public sealed class ListenAddressTests
{
    [Theory]
    [InlineData("foo", "urls has 'foo'")]
    [InlineData("http://127.0.0.1:99999", "urls has 'http://127.0.0.1:99999'")]
    [InlineData("ftp://127.0.0.1:1", "not an http or https address")]
    [InlineData("http://127.0.0.1:0/path", "has a path")]
    [InlineData("http://localhost:0", "free port of localhost")]
    public void Urls_WhatCannotBeListenedOn_IsAFault(string url, string expected)
    {
        var error = Assert.Throws<DefinitionException>(() => ServerSources.Check(["--urls=" + url]));
        Assert.Contains(expected, Assert.Single(error.Faults), StringComparison.Ordinal);
    }

    /// <summary>A listener that is public and internal at once cannot be told apart.</summary>
    [Theory]
    [InlineData("--urls=http://0.0.0.0:6001", "urls")]
    [InlineData("--Kestrel:Endpoints:Web:Url=http://0.0.0.0:6001", "Kestrel:Endpoints:Web:Url")]
    public void InternalUrls_PortOfAPublicListener_IsRefused(string other, string named)
    {
        var error = Assert.Throws<DefinitionException>(() => ServerSources.Check([other, "--Internal:Urls=http://127.0.0.1:6001"]));
        Assert.Contains($"whose port is one of {named} too", Assert.Single(error.Faults), StringComparison.Ordinal);
    }

    [Fact]
    public void InternalUrls_PortOfTheDefault_IsRefused() =>
        Assert.Contains("whose port", Assert.Single(Assert.Throws<DefinitionException>(() => ServerSources.Check(["--Internal:Urls=http://127.0.0.1:5080"])).Faults), StringComparison.Ordinal);

    [Fact]
    public void Urls_BesideKestrelsEndpoints_IsRefused() =>
        Assert.Contains("leave one of them out", Assert.Single(Assert.Throws<DefinitionException>(() => ServerSources.Check(["--urls=http://127.0.0.1:0", "--Kestrel:Endpoints:Web:Url=http://127.0.0.1:0"])).Faults), StringComparison.Ordinal);

    [Fact]
    public void InternalUrls_OtherPorts_AreTaken() => ServerSources.Check(["--Kestrel:Endpoints:Web:Url=http://0.0.0.0:0", "--Internal:Urls=http://127.0.0.1:0;http://127.0.0.1:6001"]);
}
