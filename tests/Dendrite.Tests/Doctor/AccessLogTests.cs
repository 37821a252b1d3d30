using Dendrite.Resources;
using Dendrite.Testing;

namespace Dendrite.Doctor;

/// <summary>What is spared of an access log.</summary>
public sealed class AccessLogTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    [Theory]
    [InlineData("""127.0.0.1 - frank [10/Oct/2030:13:55:36 -0700] "GET /a?b=1 HTTP/1.0" 200 2326""", "2030-10-10T20:55:36Z GET /a?b=1 200 2326")]
    [InlineData("""::1 - - [01/Jan/2030:00:00:00 +0000] "GET /a HTTP/2.0" 304 0 "https://x/[1]" "Mozilla/5.0 \"x\" (y)" """, "2030-01-01T00:00:00Z GET /a 304 0")]
    [InlineData("""www.example:443 10.0.0.1 - - [01/Jan/2030:00:00:00 +0530] "POST /a HTTP/1.1" 201 - "-" "-" 0.002 upstream""", "2029-12-31T18:30:00Z POST /a 201 0")]
    [InlineData("""10.0.0.1 - - [2030-01-01T00:00:00+00:00] "GET /a\"b HTTP/1.1" 200 5""", """2030-01-01T00:00:00Z GET /a\"b 200 5""")]
    [InlineData("""127.0.0.1 - - [01/Jan/2030 00:00:00] "GET /x.json HTTP/1.1" 200 -""", "2030-01-01T00:00:00Z GET /x.json 200 0")]
    public void Line_OfTheUsualForms_IsRead(string line, string expected)
    {
        var read = Assert.NotNull(AccessLogLine.Read(line));
        Assert.Equal(expected, $"{read.At.ToUniversalTime():yyyy-MM-dd'T'HH:mm:ss'Z'} {read.Method} {read.Target} {read.Status} {read.Bytes}");
    }

    [Theory]
    [InlineData("")]
    [InlineData("2030/01/01 00:00:00 [error] 7#7: *1 open() failed")]
    [InlineData("""{"time":"2030-01-01T00:00:00Z","request":"GET / HTTP/1.1","status":200}""")]
    [InlineData("""10.0.0.1 - - [01/Jan/2030:00:00:00 +0000] "-" 400 0 "-" "-" """)]
    [InlineData("""10.0.0.1 - - [01/Jan/2030:00:00:00 +0000] "\x16\x03\x01" 400 0 "-" "-" """)]
    [InlineData("""10.0.0.1 - - [01/Jan/2030:00:00:00 +0000] "GET /a HTTP/1.1 200 5""")]
    [InlineData("""10.0.0.1 - - [32/Jan/2030:00:00:00 +0000] "GET /a HTTP/1.1" 200 5""")]
    [InlineData("""10.0.0.1 - - [01/Jan/2030:00:00:00 +0000] "GET /a HTTP/1.1" abc 5""")]
    [InlineData("[")]
    [InlineData("[]\"")]
    public void Line_OfAnotherForm_IsNone(string line) => Assert.Null(AccessLogLine.Read(line));

    [Fact]
    public async Task Forecast_OfManyClients_SparesAllButOneInAnInterval()
    {
        // Ten clients ask for one address each second, for a minute; one asks for another each ten seconds.
        var lines = Enumerable.Range(0, 60).SelectMany(second => Enumerable.Range(0, 10).Select(client => Line(second, "/a?key=secret", client == 0 ? 304 : 200))
            .Concat(second % 10 == 0 ? [Line(second, "/b", 200)] : [])).Append("nonsense").Append(Line(60, "/a", 404)).Append(Line(60, "/a", 200, "POST"));
        var forecast = await ReadAsync(string.Join("\r\n", lines));
        Assert.Equal((609, 1, 2, 606, 60, 0), (forecast.Lines, forecast.Unread, forecast.Others, forecast.Gets, forecast.NotModified, forecast.Beyond));
        Assert.Equal(600 - 12, forecast.Spared);
        Assert.Equal([new PathForecast("/a", 1, 600, 588, 60, 6000), new PathForecast("/b", 1, 6, 0, 0, 60)], forecast.Paths(10));
        Assert.Equal(TimeSpan.FromSeconds(60), forecast.Last - forecast.First);
    }

    [Fact]
    public async Task Forecast_LinesOutOfOrder_SpareNoMoreThanThereAre()
    {
        var forecast = await ReadAsync(string.Join('\n', Line(7, "/a", 200), Line(3, "/a", 200), Line(8, "/a", 200)));
        Assert.Equal((3, 2), (forecast.Gets, forecast.Spared));
    }

    [Fact]
    public async Task Forecast_OfMoreAddressesThanAreKept_CountsTheRest()
    {
        var forecast = await ReadAsync(string.Join('\n', Enumerable.Range(0, AccessLogForecast.MostAddresses + 5).Select(i => Line(0, $"/{i}", 200)).Append(Line(0, "/" + new string('x', 2000), 200))));
        Assert.Equal((6, 0), (forecast.Beyond, forecast.Spared));
    }

    /// <summary>However long a line is and wherever a read ends, each line counts once.</summary>
    [Fact]
    public Task Forecast_ReadInAnyPieces_CountsEachLineOnce() => Property.CheckAsync(200, static async random =>
    {
        var lines = Enumerable.Range(0, random.Next(1, 30)).Select(_ => random.Next(4) switch
        {
            0 => new string('z', random.Next(2) == 0 ? random.Next(50) : random.Next(AccessLogForecast.LongestLine - 2, AccessLogForecast.LongestLine * 3)),
            _ => Line(random.Next(100), "/a", 200),
        }).ToArray();
        var forecast = new AccessLogForecast(Interval);
        using var log = new Pieces(string.Join('\n', lines) + "\n", random);
        await forecast.ReadAsync(log, CancellationToken.None);
        Assert.Equal((lines.Length, lines.Count(line => line.Contains("GET", StringComparison.Ordinal))), (forecast.Lines, forecast.Gets));
    });

    private static string Line(int second, string target, int status, string method = "GET") =>
        $"10.0.0.1 - - [{ScriptedResponse.Received.AddSeconds(second).ToString("dd/MMM/yyyy:HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture)} +0000] \"{method} {target} HTTP/1.1\" {status} 10 \"-\" \"x\"";

    private static async Task<AccessLogForecast> ReadAsync(string log)
    {
        var forecast = new AccessLogForecast(Interval);
        using var reader = new StringReader(log);
        await forecast.ReadAsync(reader, CancellationToken.None);
        return forecast;
    }

    /// <summary>Gives a text in pieces of any length.</summary>
    private sealed class Pieces(string text, Random random) : TextReader
    {
        private int _at;

        public override ValueTask<int> ReadAsync(Memory<char> buffer, CancellationToken cancellationToken = default)
        {
            var length = Math.Min(Math.Min(buffer.Length, text.Length - _at), random.Next(1, 20_000));
            text.AsSpan(_at, length).CopyTo(buffer.Span);
            _at += length;
            return ValueTask.FromResult(length);
        }
    }
}
