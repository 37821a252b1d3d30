using System.Net;
using Dendrite.Client;
using Dendrite.Client.Cluster;
using Dendrite.Protocol;
using Dendrite.Testing;

namespace Dendrite.Resources;

/// <summary>The one parser of addresses, and the ways in that go through it.</summary>
public sealed class ResourceAddressTests
{
    [Theory]
    [InlineData("GitHub/Repos", "github/Repos")]
    [InlineData("%67ithub/x", "github/x")]
    [InlineData("b/%41%7e%2D", "b/A~-")]
    [InlineData("b/a%c3%a9", "b/a%C3%A9")]
    [InlineData("b/aé b", "b/a%C3%A9%20b")]
    [InlineData("b/[x]|\"", "b/%5Bx%5D%7C%22")]
    [InlineData("b/group%2fproject", "b/group%2Fproject")]
    [InlineData("b/x:y/@z;v=1,2", "b/x:y/@z;v=1,2")]
    [InlineData("b", "b/")]
    [InlineData("b/x?q=%41&r=%7e#y", "b/x?q=%41&r=%7e%23y")]
    [InlineData("b/..x/x../...", "b/..x/x../...")]
    public void Parse_Address_HasOneSpelling(string written, string canonical)
    {
        var address = ResourceAddress.Parse(written);
        Assert.Equal(canonical, address.ToString());
        Assert.Equal(address, ResourceAddress.Parse(canonical));
        Assert.Equal(address, new ResourceAddress(address.Backend, address.Path, address.Query));
    }

    [Theory]
    [InlineData("b/../c")]
    [InlineData("b/x/../../c/y")]
    [InlineData("b/.")]
    [InlineData("b/%2e%2E/c")]
    [InlineData("b/%252e%252e/c")]
    [InlineData("b/x%2f..%2fc")]
    [InlineData("b/..%2fc")]
    [InlineData("b/..;jsessionid=1/c")]
    [InlineData("b/a\\..\\c")]
    [InlineData("b/a%5c..%5Cc")]
    [InlineData("b/a%255cc")]
    [InlineData("b/a%0d%0aX:1")]
    [InlineData("b/a\nb")]
    [InlineData("b/a%00")]
    [InlineData("b/a%7F")]
    [InlineData("b/a#b")]
    [InlineData("b/a%zz")]
    [InlineData("b/a%2")]
    [InlineData("b/x?q=\r\n")]
    [InlineData("/x")]
    [InlineData("")]
    [InlineData("?q")]
    public void Parse_WhatCannotBeSent_IsRefused(string written)
    {
        Assert.Equal(DendriteErrorCode.MalformedPath, Assert.Throws<InvalidRequestException>(() => ResourceAddress.Parse(written)).Code);
        Assert.False(ResourceAddress.TryParse(written, out var address));
        Assert.Equal(default, address);
    }

    [Theory]
    [InlineData("eu:github/x")]
    [InlineData("-b/x")]
    [InlineData(".b/x")]
    [InlineData("a b/x")]
    [InlineData("b%2Fc/x")]
    [InlineData("../x")]
    public void Parse_WhatIsNoName_IsNoBackend(string written) =>
        Assert.Equal(DendriteErrorCode.UnknownBackend, Assert.Throws<InvalidRequestException>(() => ResourceAddress.Parse(written)).Code);

    [Fact]
    public void Parse_HalfOfACharacter_IsRefused() => Assert.Throws<InvalidRequestException>(() => ResourceAddress.Parse($"b/a{(char)0xD800}b"));

    [Fact]
    public void Parse_NameOf64Characters_IsTheLongest()
    {
        Assert.Equal(64, ResourceAddress.Parse(new string('n', 64)).Backend.Length);
        Assert.Throws<InvalidRequestException>(() => ResourceAddress.Parse(new string('n', 65)));
    }

    /// <summary>Whatever is written: refused, or one spelling that parses to itself and has no step upwards in it.</summary>
    [Fact]
    public void Parse_AnyText_IsRefusedOrStable() => Property.Check(500, random =>
    {
        string[] parts = ["..", ".", "%2e", "%2E", "/", "%2f", "%5C", "\\", "a", "é", "%", "%25", ";", "?", "#", "%41", "%zz", "\u0001", "\ud800", "B"];
        var text = "b/" + string.Concat(Enumerable.Range(0, random.Next(8)).Select(_ => parts[random.Next(parts.Length)]));
        if (!ResourceAddress.TryParse(text, out var address)) return;
        Assert.Equal(address, ResourceAddress.Parse(address.ToString()));
        Assert.DoesNotContain(Uri.UnescapeDataString(Uri.UnescapeDataString(address.Path)).Split('/'), segment => segment is "." or "..");
    });

    /// <summary>b/x/../../c/y asked backend c, %41 and %7E were rewritten in the query, and the path before a server was dropped.</summary>
    [Fact]
    public async Task Client_Address_IsSentAsItIsBelowTheServersOwnPath()
    {
        var sent = new List<string>();
        using var http = new HttpClient(new Recording(sent));
        using var client = new DendriteClient(new Uri("http://h:1/behind/proxy/"), http, TimeProvider.System);
        await Assert.ThrowsAsync<UpstreamException>(() => client.FetchAsync(ResourceAddress.Parse("b/%41?q=%41&r=%7E&s=a%2fb")));
        Assert.Equal(["http://h:1/behind/proxy/_dendrite/client/v1/resources/b/A?q=%41&r=%7E&s=a%2fb"], sent);
    }

    [Fact]
    public void Client_ServerWithCredentials_IsRefused() => Assert.Throws<ArgumentException>(() => new DendriteClient(new Uri("http://user:secret@h")));

    /// <summary>An address that was never read had no backend, and reached the grains.</summary>
    [Fact]
    public async Task ClusterClient_EmptyAddress_IsRefusedBeforeAnyGrain()
    {
        var client = new ClusterDendriteClient(null!);
        await Assert.ThrowsAsync<InvalidRequestException>(() => client.FetchAsync(default));
        await Assert.ThrowsAsync<InvalidRequestException>(async () => await client.ListenAsync(default).GetAsyncEnumerator().MoveNextAsync());
    }

    private sealed class Recording(List<string> sent) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            sent.Add(request.RequestUri!.AbsoluteUri);
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.NotFound));
        }
    }
}
