using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Dendrite.IntegrationTests.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Dendrite.IntegrationTests.Cli;

/// <summary><c>dendrite doctor</c> as a new user would try it, on real servers.</summary>
public sealed class DoctorCommandTests : IAsyncDisposable
{
    private readonly ScriptedBackend _backend = new() { Document = """{"items":[{"id":1},{"id":2}]}""" };

    public ValueTask DisposeAsync() => _backend.DisposeAsync();

    [Fact]
    public async Task Doctor_CleanBackend_NothingIsFoundAndExitCode0()
    {
        await using var doctor = ChildProcess.Run("doctor", _backend.BaseAddress + "doc?key=secret", "--for", "2s", "--listeners", "10", "--interval", "1s");
        var (code, output, errors) = await doctor.ExitAsync("a clean backend");
        Assert.Empty(errors);
        var report = Parse(Assert.Single(output));
        Assert.Equal((0, 0), (code, report.GetProperty("findings").GetArrayLength()));
        Assert.Equal("127.0.0.1/api/doc", report.GetProperty("address").GetString());
        Assert.Equal("id", report.GetProperty("list").GetProperty("key").GetString());
        Assert.Equal(36_000, report.GetProperty("savings").GetProperty("requestsPerHour").GetProperty("before").GetInt64());
        Assert.Equal(_backend.BaseAddress.GetLeftPart(UriPartial.Authority) + "/", report.GetProperty("settings").GetProperty("Backends").GetProperty("127.0.0.1").GetProperty("BaseAddress").GetString());
        Assert.InRange(_backend.Count, 4, 24);
        Assert.All(_backend.Requests, request => Assert.Equal("/api/doc?key=secret", request.Target));
        Assert.Contains(_backend.Requests, request => request.Header("If-None-Match") is not null);
        Assert.DoesNotContain("secret", output[0], StringComparison.Ordinal);
    }

    /// <summary>Kestrel with compression, redirects, a limit and a lie: each is seen through the real client.</summary>
    [Fact]
    public async Task Doctor_OddKestrel_EachOddityIsFoundAndExitCode1()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var app = builder.Build();
        var answers = 0;
        app.MapGet("/old", () => Results.Redirect("/tasks?token=secret", permanent: true));
        app.MapGet("/tasks", async (HttpContext context) =>
        {
            var number = Interlocked.Increment(ref answers);
            var left = (100_000 - number).ToString(CultureInfo.InvariantCulture);
            context.Response.ContentType = "application/json";
            context.Response.Headers.ETag = "\"same\"";
            context.Response.Headers.Expires = "0";
            context.Response.Headers.CacheControl = "max-age=60";
            context.Response.Headers["RateLimit"] = $"\"default\";r={left};t=10";
            context.Response.Headers.SetCookie = "route=secret";
            context.Response.Headers.ContentEncoding = "br";
            await using var packed = new BrotliStream(context.Response.Body, CompressionLevel.Fastest, leaveOpen: true);
            await packed.WriteAsync(Encoding.UTF8.GetBytes($$"""{"requestId":"{{Guid.NewGuid()}}","items":[{"uuid":"a","n":NaN},{"uuid":"b","n":1,"n":2}]}"""));
        });
        await app.StartAsync();

        await using var doctor = ChildProcess.Run("doctor", app.Urls.Single() + "/old", "--for", "6s", "--header", "Authorization: Bearer hidden", "--json");
        var (code, output, errors) = await doctor.ExitAsync("an odd backend");
        Assert.Empty(errors);
        var report = Parse(Assert.Single(output));
        string[] expected = ["rate-limit", "lying-validator", "expires-contradicts", "volatile-members", "duplicate-members", "non-finite-number", "list-identity", "cookies", "permanent-redirect"];
        Assert.Equal((1, string.Join(", ", expected)), (code, string.Join(", ", report.GetProperty("findings").EnumerateArray().Select(finding => finding.GetProperty("kind").GetString()))));
        var settings = report.GetProperty("settings").GetProperty("Backends").GetProperty("127.0.0.1");
        Assert.Equal(("/requestId", "uuid"), (settings.GetProperty("Ignore")[0].GetString(), settings.GetProperty("Keys")[0].GetString()));
        Assert.DoesNotContain("secret", output[0], StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", output[0], StringComparison.Ordinal);
    }

    [PythonFact]
    public async Task Doctor_PythonServesAFile_NothingIsFound()
    {
        using var folder = new TemporaryDirectory();
        File.SetLastWriteTimeUtc(folder.Write("doc.json", """[{"id":1},{"id":2}]"""), TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(-1));
        await using var python = ChildProcess.Start("python3", ["-u", "-m", "http.server", "0", "--bind", "127.0.0.1", "--directory", folder.Path]);
        var serving = await python.LineAsync("starting python's server");
        var url = serving[(serving.IndexOf('(', StringComparison.Ordinal) + 1)..serving.IndexOf(')', StringComparison.Ordinal)];
        await using var doctor = ChildProcess.Run("doctor", url + "doc.json", "--for", "2s");
        var (code, output, _) = await doctor.ExitAsync("a file");
        var report = Parse(Assert.Single(output));
        Assert.Equal((0, "[]"), (code, report.GetProperty("findings").GetRawText()));
        Assert.True(report.GetProperty("statuses").GetProperty("304").GetInt32() > 0);
        await using var other = ChildProcess.Run("doctor", url, "--for", "1s");
        Assert.Equal("not-json", Parse(Assert.Single((await other.ExitAsync("a listing")).Output)).GetProperty("findings")[0].GetProperty("kind").GetString());
    }

    [Fact]
    public async Task Doctor_NobodyListens_ExitCode3AndWhy()
    {
        using var closed = new TcpListener(IPAddress.Loopback, 0);
        closed.Start();
        var url = $"http://{closed.LocalEndpoint}/x";
        closed.Stop();
        await using var doctor = ChildProcess.Run("doctor", url, "--for", "1s");
        var (code, output, errors) = await doctor.ExitAsync("nobody");
        Assert.Equal(3, code);
        Assert.Empty(output);
        Assert.Contains("could not be reached", Assert.Single(errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_Interrupted_TellsWhatWasSeen()
    {
        await using var doctor = ChildProcess.Run("doctor", _backend.BaseAddress + "doc", "--for", "10m");
        await _backend.WaitForRequestsAsync(1, "the first request");
        doctor.Signal(ChildProcess.Interrupt);
        var (code, output, errors) = await doctor.ExitAsync("Ctrl-C");
        Assert.DoesNotContain(errors, line => line.Contains("   at ", StringComparison.Ordinal));
        // The first answer may still have been under way.
        if (output.Count == 0) Assert.Equal((1, "dendrite: nothing was seen yet."), (code, Assert.Single(errors)));
        else Assert.Equal((0, 1), (code, Parse(output[0]).GetProperty("requests").GetInt32()));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Doctor_Log_ForecastsWhatIsSpared(bool isPacked)
    {
        using var folder = new TemporaryDirectory();
        var lines = string.Concat(Enumerable.Range(0, 30).Select(second => $"10.0.0.1 - - [01/Jan/2030:00:00:{second:00} +0000] \"GET /a?key=secret HTTP/1.1\" {(second % 2 == 0 ? 200 : 304)} 10\n")) + "nonsense\n";
        var file = folder.Write("access.log", lines);
        if (isPacked)
        {
            file += ".gz";
            await using var packed = new GZipStream(File.Create(file), CompressionLevel.Fastest);
            await packed.WriteAsync(Encoding.UTF8.GetBytes(lines));
        }
        await using var doctor = ChildProcess.Run("doctor", "--log", file, "--interval", "10s");
        var (code, output, errors) = await doctor.ExitAsync("a log");
        Assert.Empty(errors);
        var report = Parse(Assert.Single(output));
        Assert.Equal((0, 30, 27, 0.9, 0.5, 1), (code, report.GetProperty("gets").GetInt32(), report.GetProperty("spared").GetInt32(), report.GetProperty("sparedShare").GetDouble(), report.GetProperty("notModifiedShare").GetDouble(), report.GetProperty("unread").GetInt32()));
        Assert.Equal("/a", report.GetProperty("paths")[0].GetProperty("path").GetString());
        Assert.DoesNotContain("secret", output[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("doctor")]
    [InlineData("doctor", "nonsense")]
    [InlineData("doctor", "http://user:secret@127.0.0.1/x")]
    [InlineData("doctor", "http://127.0.0.1/x", "--for", "1h")]
    [InlineData("doctor", "http://127.0.0.1/x", "--listeners", "0")]
    [InlineData("doctor", "http://127.0.0.1/x", "--log", "x")]
    [InlineData("doctor", "--log", "/nowhere/access.log")]
    [InlineData("doctor", "--log", "/dev/null", "--for", "2s")]
    public async Task Doctor_WrongUse_ExitCode2(params string[] arguments)
    {
        await using var doctor = ChildProcess.Run(arguments);
        var (code, output, errors) = await doctor.ExitAsync("wrong use");
        Assert.Equal(2, code);
        Assert.Empty(output);
        Assert.NotEmpty(errors);
        Assert.DoesNotContain(errors, line => line.Contains("secret", StringComparison.Ordinal) || line.Contains("   at ", StringComparison.Ordinal));
    }

    private static JsonElement Parse(string line)
    {
        using var json = JsonDocument.Parse(line);
        return json.RootElement.Clone();
    }
}
