using Dendrite.Edge;
using Dendrite.Hosting.Configuration;
using Dendrite.Protocol;
using Dendrite.Resources;
using Dendrite.Silo;
using Microsoft.Extensions.Configuration;

namespace Dendrite.Configuration;

public sealed class SettingsReaderTests
{
    [Fact]
    public void Read_OnlyAnAddress_GivesTheDocumentedDefaults()
    {
        var backend = Assert.Single(Read(("Backends:b:BaseAddress", "http://h/api")).Backends);
        Assert.Equal(new Uri("http://h/api/"), backend.BaseAddress);
        Assert.Equal(TimeSpan.FromSeconds(1), backend.MinInterval);
        Assert.Equal(TimeSpan.FromSeconds(30), backend.MaxInterval);
        Assert.Equal(TimeSpan.FromSeconds(30), backend.Linger);
        Assert.Equal(TimeSpan.FromSeconds(10), backend.TimeLimit);
        Assert.Equal(20_000_000, backend.SizeLimit);
        Assert.Equal(16, backend.MaxConcurrency);
        Assert.Equal(["id", "href", "task_id", "canonical_name", "name", "key"], backend.Keys);
        Assert.False(backend.Public);
        Assert.Empty(backend.Headers);
        Assert.Equal((20, 0.5), (backend.Breaker.MinimumCalls, backend.Breaker.FailureRatio));
        Assert.Equal((TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(5)), (backend.Breaker.Window, backend.Breaker.OpenFor));
    }

    [Fact]
    public void Read_EveryKey_IsTaken()
    {
        var (settings, edge) = ReadBoth(
            ("DataDirectory", "/d"), ("Heartbeat", "2s"),
            ("Backends:b:BaseAddress", "https://h"), ("Backends:b:MinInterval", "200ms"), ("Backends:b:MaxInterval", "00:00:05"),
            ("Backends:b:Linger", "0s"), ("Backends:b:TimeLimit", "1m"), ("Backends:b:SizeLimit", "1MiB"), ("Backends:b:MaxConcurrency", "3"),
            ("Backends:b:Keys", "uuid, id"), ("Backends:b:Public", "true"), ("Backends:b:Headers:Authorization", "Bearer t"),
            ("Backends:b:Paths:0", "repos/**"), ("Backends:b:Paths:1:Pattern", "gists/*"), ("Backends:b:Paths:1:MaxInterval", "1m"), ("Backends:b:Paths:1:Guard", "gists"));
        var backend = Assert.Single(settings.Backends);
        Assert.Equal(("/d", TimeSpan.FromSeconds(2)), (settings.DataDirectory, edge.Heartbeat));
        Assert.Equal((TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(5), TimeSpan.Zero), (backend.MinInterval, backend.MaxInterval, backend.Linger));
        Assert.Equal((TimeSpan.FromMinutes(1), 1L << 20, 3, true), (backend.TimeLimit, backend.SizeLimit, backend.MaxConcurrency, backend.Public));
        Assert.Equal(["uuid", "id"], backend.Keys);
        Assert.Equal("Bearer t", backend.Headers["authorization"]);
        Assert.Equal(["repos/**  ", "gists/* 00:01:00 gists"], backend.Paths.Select(rule => $"{rule.Pattern} {rule.MaxInterval} {rule.Guard}"));
    }

    [Fact]
    public void Read_Breaker_IsTakenOrRefusedByItsFullKeys()
    {
        var breaker = Assert.Single(Read(
            ("Backends:b:BaseAddress", "stub:"), ("Backends:b:Breaker:MinimumCalls", "5"), ("Backends:b:Breaker:FailureRatio", "0.25"),
            ("Backends:b:Breaker:Window", "30s"), ("Backends:b:Breaker:OpenFor", "1m")).Backends).Breaker;
        Assert.Equal((5, 0.25, TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(1)), (breaker.MinimumCalls, breaker.FailureRatio, breaker.Window, breaker.OpenFor));
        var error = Assert.Throws<DefinitionException>(() => Read(
            ("Backends:b:BaseAddress", "stub:"), ("Backends:b:Breaker:MinimumCalls", "0"), ("Backends:b:Breaker:FailureRatio", "50"),
            ("Backends:b:Breaker:Window", "1ms"), ("Backends:b:Breaker:OpenFor", "long"), ("Backends:b:Breaker:Ratio", "1"), ("Backends:c:BaseAddress", "stub:"), ("Backends:c:Breaker", "off")));
        string[] expected =
        [
            "Backends:b:Breaker:MinimumCalls ", "Backends:b:Breaker:FailureRatio ", "Backends:b:Breaker:Window ", "Backends:b:Breaker:OpenFor ", "Backends:b:Breaker:Ratio ", "Backends:c:Breaker ",
        ];
        foreach (var key in expected) Assert.Contains(error.Faults, fault => fault.StartsWith(key, StringComparison.Ordinal));
        Assert.Equal(expected.Length, error.Faults.Count);
    }

    /// <summary>A header that cannot be read is still one that would be sent.</summary>
    [Fact]
    public void Read_PublicWithAnUnreadableHeaderAndWithoutPaths_BothAreTold()
    {
        var error = Assert.Throws<DefinitionException>(() => Read(("Backends:b:BaseAddress", "stub:"), ("Backends:b:Public", "true"), ("Backends:b:Headers:Authorization", "Bearer file:/nowhere/at/all")));
        Assert.Equal(2, error.Faults.Count);
        Assert.Contains(error.Faults, fault => fault.StartsWith("Backends:b:Headers:Authorization is file:/nowhere/at/all", StringComparison.Ordinal));
        Assert.Contains(error.Faults, fault => fault.StartsWith("Backends:b:Paths is missing", StringComparison.Ordinal));
    }

    [Fact]
    public void Read_WhatIsSent_IsTakenAndReferencesAreRead()
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, "{\"query\":\"{ all }\"}\n");
        var backend = Assert.Single(Read(
            ("Backends:b:BaseAddress", "http://h/api"), ("Backends:b:Query:api_key", $"file:{file}"),
            ("Backends:b:Paths:0:Pattern", "graphql"), ("Backends:b:Paths:0:Method", "post"), ("Backends:b:Paths:0:Body", $"file:{file}"), ("Backends:b:Paths:0:Headers:X-Api", "2"),
            ("Backends:b:Paths:1:Pattern", "items"), ("Backends:b:Paths:1:Pages:Next", "cursor"), ("Backends:b:Paths:1:Pages:Pointer", "/next"), ("Backends:b:Paths:1:Pages:Items", "/items"),
            ("Backends:b:Paths:1:Pages:Parameter", "after"), ("Backends:b:Paths:1:Pages:SizeParameter", "n"), ("Backends:b:Paths:1:Pages:Size", "100"), ("Backends:b:Paths:1:Pages:MaxPages", "9"),
            ("Backends:b:Paths:2:Pattern", "log"), ("Backends:b:Paths:2:Pages:Next", "page"), ("Backends:b:Paths:2:Pages:First", "0"), ("Backends:b:Paths:2:Pages:Items", "")).Backends);
        File.Delete(file);
        Assert.Equal("{\"query\":\"{ all }\"}", backend.Query["API_KEY"]);
        Assert.Equal((ReadMethod.Post, "{\"query\":\"{ all }\"}", "2"), (backend.Paths[0].Method, backend.Paths[0].Body, backend.Paths[0].Headers["x-api"]));
        Assert.Equal(new PagesDefinition { Next = NextPage.Cursor, Pointer = "/next", Items = "/items", Parameter = "after", SizeParameter = "n", Size = 100, MaxPages = 9 }, backend.Paths[1].Pages);
        Assert.Equal(new PagesDefinition { Next = NextPage.Page, First = 0 }, backend.Paths[2].Pages);
    }

    [Fact]
    public void Read_WrongWhatIsSent_ListsAllWithTheirFullKeysAndNoValue()
    {
        var error = Assert.Throws<DefinitionException>(() => Read(
            ("Backends:b:BaseAddress", "http://h/api"), ("Backends:b:Query:key", "env:NO_SUCH_VARIABLE_7"), ("Backends:b:Query:other", "s3cret\n"), ("Backends:b:Public", "true"),
            ("Backends:b:Paths:0:Pattern", "a"), ("Backends:b:Paths:0:Method", "put"), ("Backends:b:Paths:0:Headers:Host", "s3cret"),
            ("Backends:b:Paths:1:Pattern", "b"), ("Backends:b:Paths:1:Method", "post"), ("Backends:b:Paths:1:Body", "file:/nowhere/at/all"),
            ("Backends:b:Paths:2:Pattern", "c"), ("Backends:b:Paths:2:Method", "post"), ("Backends:b:Paths:2:Body", "{s3cret"),
            ("Backends:b:Paths:3:Pattern", "d"), ("Backends:b:Paths:3:Pages:Items", "/items"),
            ("Backends:b:Paths:4:Pattern", "e"), ("Backends:b:Paths:4:Pages:Next", "Cursor"), ("Backends:b:Paths:4:Pages:MaxPages", "0"), ("Backends:b:Paths:4:Pages:Pionter", "/x"),
            ("Backends:b:Paths:5:Pattern", "f"), ("Backends:b:Paths:5:Pages", "link")));
        string[] expected =
        [
            "Backends:b:Query:key is env:NO_SUCH_VARIABLE_7", "Backends:b:Query:other has a control character", "Backends:b:Paths:0:Method is 'put'; it is one of Get, Post", "Backends:b:Paths:0:Headers:Host ",
            "Backends:b:Paths:1:Body is file:/nowhere/at/all", "Backends:b:Paths:2:Body is not JSON", "Backends:b:Paths:3:Pages:Next is missing; it is one of Link, Page", "Backends:b:Paths:4:Pages:Pointer is missing",
            "Backends:b:Paths:4:Pages:MaxPages ", "Backends:b:Paths:4:Pages:Pionter is not known; did you mean Pointer?", "Backends:b:Paths:5:Pages is a text", "Backends:b:Paths:5:Pages:Next is missing",
        ];
        foreach (var fault in expected) Assert.Contains(error.Faults, said => said.StartsWith(fault, StringComparison.Ordinal));
        Assert.Equal(expected.Length, error.Faults.Count);
        Assert.DoesNotContain("s3cret", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ManyFaults_ListsAllWithTheirFullKeys()
    {
        var error = Assert.Throws<DefinitionException>(() => Read(
            ("Heartbeat", "often"),
            ("Backends:a:MinInterval", "soon"), ("Backends:a:BaseAdress", "http://h"),
            ("Backends:b:BaseAddress", "ftp://h"), ("Backends:b:SizeLimit", "big"), ("Backends:b:Public", "maybe"),
            ("Backends:c:BaseAddress", "http://u:p@h"), ("Backends:c:MinInterval", "10s"), ("Backends:c:MaxInterval", "5s"),
            ("Backends:d d:BaseAddress", "stub:"), ("Backends:e:BaseAddress", "stub:"), ("Backends:e:Headers:Host", "x"), ("Backends:e:MaxConcurrency", "0")));
        string[] expected =
        [
            "Heartbeat ", "Backends:a:BaseAddress ", "Backends:a:BaseAdress ", "Backends:a:MinInterval ", "Backends:b:BaseAddress ", "Backends:b:SizeLimit ",
            "Backends:b:Public ", "Backends:c:BaseAddress ", "Backends:c:MaxInterval ", "Backends:d d ", "Backends:e:Headers:Host ", "Backends:e:MaxConcurrency ",
        ];
        foreach (var key in expected) Assert.Contains(error.Faults, fault => fault.StartsWith(key, StringComparison.Ordinal));
        Assert.Equal(expected.Length, error.Faults.Count);
    }

    [Fact]
    public void Read_AlwaysOn_TakesPathsThatMayBeRead_AndNamesTheOthers()
    {
        var (settings, _) = ReadBoth(("Backends:b:BaseAddress", "http://h"), ("Backends:b:AlwaysOn", "status, repos/x?full=1"));
        Assert.Equal(["b/status", "b/repos/x?full=1"], settings.Backends[0].AlwaysOnAddresses.Select(address => address.ToString()));
        var error = Assert.Throws<DefinitionException>(() => Read(
            ("Backends:b:BaseAddress", "http://h"), ("Backends:b:Paths:0", "repos/**"), ("Backends:b:AlwaysOn:0", "repos/x"), ("Backends:b:AlwaysOn:1", "status"),
            ("Backends:b:AlwaysOn:2", "repos/../x"), ("Backends:b:AlwaysOn:3", "repos/x?dendrite-max-age=5s")));
        string[] expected =
        [
            "Backends:b:AlwaysOn has 'status', which no rule of Paths lets through", "Backends:b:AlwaysOn has 'repos/../x', which is no path below the base address",
            "Backends:b:AlwaysOn has 'repos/x?dendrite-max-age=5s', with an option of Dendrite's",
        ];
        foreach (var fault in expected) Assert.Contains(error.Faults, said => said.StartsWith(fault, StringComparison.Ordinal));
        Assert.Equal(expected.Length, error.Faults.Count);
    }

    [Fact]
    public void Read_OperatorSettings_AreTakenOrRefusedWithTheirKeys()
    {
        var (settings, edge) = ReadBoth(
            ("Internal:Urls", "http://127.0.0.1:5081;http://10.0.0.1:0"), ("Admin:Token", "0123456789abcdef"), ("Monitor:Public", "true"),
            ("Monitor:MaxStreams", "7"), ("Dashboard:Enabled", "true"), ("Otlp:Endpoint", "http://collector:4318"), ("Otlp:Protocol", "http"));
        Assert.Equal(["http://127.0.0.1:5081", "http://10.0.0.1:0"], settings.InternalUrls);
        Assert.Equal(("0123456789abcdef", true, 7, true), (edge.AdminToken, edge.IsMonitorPublic, edge.MaxStreams, settings.IsOtlpOverHttp));
        Assert.Equal(new Uri("http://collector:4318"), settings.OtlpEndpoint);
        Assert.True(settings.IsDashboardOn);

        var error = Assert.Throws<DefinitionException>(() => Read(
            ("urls", "http://*:5080"), ("Internal:Urls", "http://127.0.0.1:5080, nonsense"), ("Admin:Token", "secret"), ("Monitor:Public", "often"),
            ("Monitor:MaxStreams", "0"), ("Dashboard:Enabled", "perhaps"), ("Otlp:Endpoint", "collector"), ("Otlp:Protocol", "carrier")));
        string[] expected = ["Internal:Urls ", "Internal:Urls ", "Admin:Token ", "Monitor:Public ", "Monitor:MaxStreams ", "Dashboard:Enabled ", "Otlp:Protocol ", "Otlp:Endpoint "];
        Assert.Equal(expected.Order(), error.Faults.Select(fault => fault[..(fault.IndexOf(' ', StringComparison.Ordinal) + 1)]).Order());
        Assert.DoesNotContain(error.Faults, fault => fault.Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public void Read_WrongHeader_NeverRepeatsItsValue()
    {
        var error = Assert.Throws<DefinitionException>(() => Read(("Backends:b:BaseAddress", "stub:"), ("Backends:b:Headers:Bad Name", "s3cret")));
        Assert.DoesNotContain("s3cret", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("200ms", 200)]
    [InlineData("00:00:00.200", 200)]
    [InlineData("1.5s", 1500)]
    [InlineData("2m", 120_000)]
    [InlineData("1h", 3_600_000)]
    [InlineData("1d", 86_400_000)]
    [InlineData(" 5 S ", 5000)]
    public void Duration_KnownForms_AreRead(string text, double milliseconds)
    {
        Assert.True(Duration.TryParse(text, out var value));
        Assert.Equal(milliseconds, value.TotalMilliseconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("-5s")]
    [InlineData("s")]
    [InlineData("5 sec")]
    [InlineData("-00:00:01")]
    [InlineData("9e99s")]
    [InlineData("99999999999999999d")]
    public void Duration_OtherForms_AreRefused(string text) => Assert.False(Duration.TryParse(text, out _));

    [Theory]
    [InlineData("20MB", 20_000_000)]
    [InlineData("1KiB", 1024)]
    [InlineData("1.5 kb", 1500)]
    [InlineData("7", 7)]
    [InlineData("7B", 7)]
    [InlineData("1GiB", 1073741824)]
    public void ByteSize_KnownForms_AreRead(string text, long bytes)
    {
        Assert.True(ByteSize.TryParse(text, out var value));
        Assert.Equal(bytes, value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("MB")]
    [InlineData("-1")]
    [InlineData("20 megabytes")]
    [InlineData("99999999999GB")]
    public void ByteSize_OtherForms_AreRefused(string text) => Assert.False(ByteSize.TryParse(text, out _));

    private static ServerSettings Read(params (string Key, string Value)[] values) => ReadBoth(values).Settings;

    private static (ServerSettings Settings, EdgeOptions Edge) ReadBoth(params (string Key, string Value)[] values) =>
        DendriteServer.Read(new ConfigurationBuilder().AddInMemoryCollection(values.Select(v => KeyValuePair.Create(v.Key, (string?)v.Value))).Build());
}
