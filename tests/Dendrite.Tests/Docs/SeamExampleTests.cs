using Dendrite.Protocol;
using Dendrite.Resources;

namespace Dendrite.Docs;

public sealed class SeamExampleTests
{
    [Fact]
    public async Task FolderUpstream_AnswersOnceAndThenThatNothingHasChanged()
    {
        var folder = Directory.CreateTempSubdirectory("dendrite-docs-");
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "a.json"), "[1]");
        var upstream = new SeamExamples.FolderUpstream(folder.FullName);
        var answer = Assert.IsType<PollOutcome.Answered>(await upstream.PollAsync(new PollRequest("a.json", "", null), CancellationToken.None));
        Assert.Equal("[1]"u8.ToArray(), answer.Document);
        Assert.IsType<PollOutcome.NotModified>(await upstream.PollAsync(new PollRequest("a.json", "", answer.Validators), CancellationToken.None));
        Assert.Equal(404, Assert.IsType<PollOutcome.Failed>(await upstream.PollAsync(new PollRequest("../b.json", "", null), CancellationToken.None)).StatusCode);
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task PushedSource_PokesWhoWatches()
    {
        var source = new SeamExamples.PushedSource();
        var pokes = 0;
        using (source.Watch("x", "", () => pokes++)) source.Push("1"u8.ToArray());
        source.Push("2"u8.ToArray());
        Assert.Equal(1, pokes);
        Assert.Equal("2"u8.ToArray(), Assert.IsType<PollOutcome.Answered>(await source.AskAsync(new PollRequest("x", "", null), CancellationToken.None)).Document);
    }

    [Fact]
    public async Task PolledSource_LooksItsBackendUpForEachQuestion()
    {
        var (first, second) = (new ScriptedUpstream(), new ScriptedUpstream());
        var current = first;
        var source = new PolledSource(() => current);
        await source.AskAsync(new PollRequest("x", "", null), CancellationToken.None);
        current = second;
        await source.AskAsync(new PollRequest("x", "", null), CancellationToken.None);
        Assert.Equal((1, 1), (first.Polls, second.Polls));
        Assert.Null(((IResourceSource)source).Watch("x", "", () => { }));
        Assert.Throws<InvalidRequestException>(() => new PolledSources(first).GetSource("nope"));
    }
}
