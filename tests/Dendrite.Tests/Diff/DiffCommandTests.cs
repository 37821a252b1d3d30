using System.CommandLine;
using System.Text;
using Dendrite.Cli.Diff;

namespace Dendrite.Diff;

public sealed class DiffCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dendrite-diff-").FullName;

    public void Dispose() => Directory.Delete(_folder, true);

    [Theory]
    [InlineData("""{"a":1}""", """{ "a": 1 }""", 0, "[]\n", "")]
    [InlineData("""{"a":1}""", """{"a":2}""", 1, "[{\"op\":\"replace\",\"path\":\"/a\",\"value\":2}]\n", "")]
    [InlineData("""{"a":1}""", """{"a":2}""", 1, "{\"a\":2}\n", "--format merge")]
    [InlineData("""{"a":1}""", """{"a":2}""", 1, "[{\"event\":\"refresh\",\"data\":{\"a\":2}}]\n", "--format list")]
    [InlineData("""{"a":1}""", """{"a":2}""", 1, "{\"format\":\"merge\",\"change\":{\"a\":2}}\n", "--format auto")]
    [InlineData("""{"a":1}""", """{"a":2}""", 0, "[]\n", "--ignore /a")]
    [InlineData("""{"a":1,"b":{"c":1}}""", """{"a":2,"b":{"c":1}}""", 0, "[]\n", "--root /b")]
    [InlineData("""[1]""", """[1.0]""", 0, "[]\n", "--numbers byvalue")]
    [InlineData("""{"a":1,"b":"longer than that"}""", """{"b":"longer than that"}""", 1, "[{\"op\":\"test\",\"path\":\"/a\",\"value\":1},{\"op\":\"remove\",\"path\":\"/a\"}]\n", "--invertible")]
    [InlineData("""{"a":1}""", """{"a":null}""", 2, "", "--format merge")]
    [InlineData("""{"a":1}""", """{"a":}""", 2, "", "")]
    [InlineData("""[[1]]""", """[[2]]""", 2, "", "--max-depth 1")]
    [InlineData("""{"a":1}""", """{"a":2}""", 2, "", "--ignore a")]
    public void Diff_TwoFiles_PrintsTheChange(string old, string next, int code, string output, string options)
    {
        var run = Run(["diff", Write("old.json", old), Write("new.json", next), .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        Assert.True(run == (code, output, code == 2 ? run.Error : ""), run.ToString());
        Assert.Equal(code == 2, run.Error.Length > 0);
    }

    [Theory]
    [InlineData("diff")]
    [InlineData("diff a")]
    [InlineData("diff a b c")]
    [InlineData("diff - -")]
    [InlineData("diff a b --format sideways")]
    [InlineData("diff a b --max-depth 0")]
    [InlineData("diff a b --batch")]
    [InlineData("patch")]
    [InlineData("patch a")]
    [InlineData("patch a b --max-operations many")]
    [InlineData("diff missing1 missing2")]
    public void Command_WrongUse_Exits2(string line)
    {
        var run = Run(line.Split(' '));
        Assert.Equal((2, ""), (run.Code, run.Output));
        Assert.NotEmpty(run.Error);
    }

    [Fact]
    public void Diff_StandardInput_IsADash()
    {
        var run = Run(["diff", Write("old.json", "1"), "-"], "2");
        Assert.Equal((1, "[{\"op\":\"replace\",\"path\":\"\",\"value\":2}]\n", ""), run);
    }

    [Fact]
    public void Diff_Batch_AnswersEachLineAndGoesOn()
    {
        var run = Run(["diff", "--batch", "--stats"], "[1,2]\n\n[1,1]\r\n[1]\n[{\"a\":1,\"a\":2},1]\nnonsense\n[\"ü\",\"\\u00fc\"]");
        var lines = run.Output.TrimEnd('\n').Split('\n');
        Assert.Equal(0, run.Code);
        Assert.Equal("[{\"op\":\"replace\",\"path\":\"\",\"value\":2}]", lines[0]);
        Assert.Equal("[]", lines[1]);
        Assert.Equal("{\"error\":\"A line is an array of two values; this one has 1\"}", lines[2]);
        Assert.Equal("{\"error\":\"A member name stands twice in one object at byte 8.\",\"offset\":8}", lines[3]);
        Assert.StartsWith("{\"error\":", lines[4], StringComparison.Ordinal);
        Assert.Equal("[]", lines[5]);
        Assert.StartsWith("{\"pairs\":3,\"equal\":2,", run.Error, StringComparison.Ordinal);
        Assert.EndsWith("\"formats\":{\"patch\":3}}\n", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Diff_BatchFile_IsTheFirstArgument()
    {
        var run = Run(["diff", Write("lines", "[1,1]\n"), "--batch"]);
        Assert.Equal((0, "[]\n", ""), run);
    }

    [Theory]
    [InlineData("""{"a":1}""", """[{"op":"replace","path":"/a","value":2}]""", 0, "{\"a\":2}\n", "")]
    [InlineData("""{"a":1}""", """{"a":null}""", 0, "{}\n", "--format merge")]
    [InlineData("""[{"id":1}]""", """[{"event":"remove","index":0}]""", 0, "[]\n", "--format list")]
    [InlineData("""1""", """{"format":"snapshot","change":[2]}""", 0, "[2]\n", "--format auto")]
    [InlineData("""{"a":2}""", """[{"op":"test","path":"/a","value":1},{"op":"replace","path":"/a","value":2}]""", 0, "{\"a\":1}\n", "--invert")]
    [InlineData("""{"a":1}""", """[{"op":"remove","path":"/b"}]""", 1, "", "")]
    [InlineData("""{"a":1}""", """[{"op":"remove","path":"/a"}]""", 1, "", "--max-operations 0")]
    [InlineData("""{"a":1}""", """[{"op":"remove" """, 2, "", "")]
    [InlineData("""{"a":1""", """[]""", 2, "", "")]
    [InlineData("""{}""", """{}""", 2, "", "--format merge --invert")]
    public void Patch_TwoFiles_PrintsTheDocument(string document, string change, int code, string output, string options)
    {
        var run = Run(["patch", Write("doc.json", document), Write("patch.json", change), .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        Assert.Equal((code, output), (run.Code, run.Output));
        Assert.Equal(code != 0, run.Error.Length > 0);
    }

    [Fact]
    public void Patch_Batch_NamesTheOperationThatFailed()
    {
        var run = Run(["patch", "--batch"], """
            [{"a":1},[{"op":"remove","path":"/a"}]]
            [{"a":1},[{"op":"test","path":"/a","value":1},{"op":"remove","path":"/b"}]]
            """);
        Assert.Equal("{}\n{\"error\":\"There is no member \\\"b\\\" (operation 1 at \\\"/b\\\").\",\"index\":1,\"pointer\":\"/b\"}\n", run.Output);
        Assert.Equal(0, run.Code);
    }

    /// <summary>The first answer came with the sixty-fifth kilobyte, or at the end.</summary>
    [Fact]
    public void Batch_FedLineByLine_AnswersEachBeforeTheNext()
    {
        using var output = new MemoryStream();
        var seen = new List<string>();
        using var input = new LineByLine(["[1,1]", "[1,1]", "[1,1]"], () => seen.Add(Encoding.UTF8.GetString(output.ToArray())));
        var streams = new ConsoleStreams(() => input, () => new Unclosed(output), TextWriter.Null);
        Assert.Equal(0, new RootCommand { DiffCommand.Create(streams) }.Parse("diff --batch").Invoke());
        Assert.Equal(["", "[]\n", "[]\n[]\n", "[]\n[]\n[]\n"], seen);
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    private static (int Code, string Output, string Error) Run(string[] arguments, string input = "")
    {
        using var output = new MemoryStream();
        using var error = new StringWriter();
        var streams = new ConsoleStreams(() => new MemoryStream(Encoding.UTF8.GetBytes(input)), () => new Unclosed(output), error);
        var parsed = new RootCommand { DiffCommand.Create(streams), PatchCommand.Create(streams) }.Parse(arguments);
        using var help = new StringWriter();
        var code = parsed.Invoke(new InvocationConfiguration { Output = help, Error = error });
        return (parsed.Errors.Count > 0 ? 2 : code, Encoding.UTF8.GetString(output.ToArray()), error.ToString());
    }

    /// <summary>An input that has one line at a time.</summary>
    private sealed class LineByLine(string[] lines, Action beforeRead) : MemoryStream
    {
        private int _next;

        public override int Read(Span<byte> buffer)
        {
            beforeRead();
            return _next == lines.Length ? 0 : Encoding.UTF8.GetBytes(lines[_next++] + "\n", buffer);
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
    }

    /// <summary>What the command has written stays readable after it has closed its output.</summary>
    private sealed class Unclosed(MemoryStream inner) : MemoryStream
    {
        public override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, count);

        public override void Write(ReadOnlySpan<byte> buffer) => inner.Write(buffer);
    }
}
