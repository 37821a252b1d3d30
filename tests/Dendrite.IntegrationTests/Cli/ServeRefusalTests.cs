using Dendrite.IntegrationTests.Testing;

namespace Dendrite.IntegrationTests.Cli;

/// <summary>What <c>dendrite serve</c> says when it cannot serve: a line or a list, never a trace.</summary>
public sealed class ServeRefusalTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(2, "urls has 'foo'", "--urls", "foo")]
    [InlineData(2, "urls has 'http://127.0.0.1:99999'", "--urls", "http://127.0.0.1:99999")]
    [InlineData(1, "192.0.2.1", "--urls", "http://192.0.2.1:5080")]
    [InlineData(2, "has a path", "--urls", "http://127.0.0.1:0/path")]
    [InlineData(2, "certificate", "--urls", "https://127.0.0.1:0")]
    [InlineData(2, "DataDirectory is ", "--urls", "http://127.0.0.1:0", "--DataDirectory={file}")]
    [InlineData(2, "Protocols:Foo is not known", "--urls", "http://127.0.0.1:0", "--Protocols:Foo=false")]
    [InlineData(2, "--foo is not known", "--urls", "http://127.0.0.1:0", "--foo")]
    [InlineData(2, "Datadirectry is not known; did you mean DataDirectory?", "--urls", "http://127.0.0.1:0", "--Datadirectry=x")]
    public async Task Serve_WhatCannotBe_IsSaidWithoutATrace(int expected, string named, params string[] arguments)
    {
        var file = _folder.Write("file", "");
        await using var serve = ChildProcess.Run(["serve", .. arguments.Select(argument => argument.Replace("{file}", file, StringComparison.Ordinal))]);
        var (code, output, errors) = await serve.ExitAsync("a server that cannot be");
        Assert.True(code == expected, $"{code}: {string.Join(Environment.NewLine, errors)}");
        Assert.Empty(output);
        Assert.Contains(errors, line => line.Contains(named, StringComparison.Ordinal));
        Assert.DoesNotContain(errors, line => line.Contains("   at ", StringComparison.Ordinal) || line.Contains("Exception:", StringComparison.Ordinal));
        Assert.InRange(errors.Count, 1, 2);
    }

    [Fact]
    public async Task Serve_UnknownVariable_IsRefused()
    {
        await using var serve = ChildProcess.Start(ChildProcess.Dendrite, ["serve", "--urls", "http://127.0.0.1:0"], ("DENDRITE_Heartbeet", "5s"), ("Backends__b__MinIntervall", "5s"));
        var (code, _, errors) = await serve.ExitAsync("unknown variables");
        Assert.Equal(2, code);
        Assert.Contains(errors, line => line.Contains("DENDRITE_Heartbeet is not known; did you mean Heartbeat?", StringComparison.Ordinal));
        Assert.Contains(errors, line => line.Contains("Backends:b:MinIntervall is not known; did you mean MinInterval?", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Serve_StartsWithWhatMatters_Said()
    {
        var (none, _) = await ServeProcess.StartAsync();
        await using var first = none;
        await none.ErrorLineAsync("starting alone on loopback", "The console is at http://127.0.0.1:");
        await none.ErrorLineAsync("starting without backends", "there are no backends");

        var (open, _) = await ServeProcess.StartAsync("--Backends:b:BaseAddress=http://127.0.0.1:1", "--Backends:b:Public=true", "--Backends:b:Headers:X-Key=k", "--Backends:b:Paths=**");
        await using var second = open;
        await open.ErrorLineAsync("letting every path through", "warning: Backends:b:Paths lets every path through");
    }

    [Fact]
    public async Task Serve_PublicBackendWithHeadersAndWithoutPaths_IsRefused()
    {
        await using var serve = ChildProcess.Run("serve", "--Backends:b:BaseAddress=http://127.0.0.1:1", "--Backends:b:Public=true", "--Backends:b:Headers:X-Key=s3cret");
        var (code, _, errors) = await serve.ExitAsync("credentials for everybody");
        Assert.Equal(2, code);
        Assert.Contains(errors, line => line.Contains("Backends:b:Paths is missing", StringComparison.Ordinal));
        Assert.DoesNotContain(errors, line => line.Contains("s3cret", StringComparison.Ordinal));
    }
}
