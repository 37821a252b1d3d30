using System.Globalization;
using System.Text;

namespace Dendrite.Resources;

/// <summary>A backend in memory that serves one list in pages of each kind, with an entity tag a page; a test changes the list between two requests.</summary>
internal sealed class PagedBackend(NextPage next, int size) : IUpstream
{
    /// <summary>The items as they are now, each as JSON.</summary>
    public List<string> Items { get; set; } = [];

    /// <summary>Runs before each request is answered, with its number from 1.</summary>
    public Action<int>? Before { get; set; }

    /// <summary>Answers instead, where it gives an answer.</summary>
    public Func<PollRequest, PollOutcome?>? Instead { get; set; }

    /// <summary>Whether it gives tags, and answers 304 to them.</summary>
    public bool HasTags { get; set; } = true;

    public TimeSpan FreshFor { get; set; }

    public List<PollRequest> Requests { get; } = [];

    public int Whole { get; private set; }

    public BackendDefinition Definition { get; } = new()
    {
        Name = "b",
        BaseAddress = new Uri("http://h/api/"),
        Public = true,
        Paths =
        [
            new PathRule
            {
                Pattern = PathPattern.Parse("items"),
                Pages = new PagesDefinition
                {
                    Next = next,
                    Items = next is NextPage.Cursor or NextPage.Field ? "/items" : "",
                    Pointer = next is NextPage.Cursor or NextPage.Field ? "/next" : null,
                    Size = next is NextPage.Offset ? size : null,
                },
            },
            new PathRule { Pattern = PathPattern.Parse("**") },
        ],
    };

    public static string Item(int id) => string.Create(CultureInfo.InvariantCulture, $$"""{"id":{{id}},"v":1.50}""");

    public Task<PollOutcome> PollAsync(PollRequest request, CancellationToken cancellationToken)
    {
        Requests.Add(request);
        Before?.Invoke(Requests.Count);
        return Task.FromResult(Instead?.Invoke(request) ?? Answer(request));
    }

    /// <summary>The document of the list as it is now.</summary>
    public string Merged(int? from = null)
    {
        var start = from ?? 0;
        var items = string.Join(',', from is null ? Items : Items.Skip(start).Take(size));
        if (next is not (NextPage.Cursor or NextPage.Field)) return $"[{items}]";
        var place = (next, start + size < Items.Count) switch
        {
            (_, false) => "null",
            (NextPage.Cursor, _) => $"\"c{start + size}\"",
            _ => $"\"?from={start + size}\"",
        };
        return $$"""{ "total" : {{Items.Count}}, "items" : [{{items}}], "next" : {{place}} }""";
    }

    private PollOutcome Answer(PollRequest request)
    {
        var start = StartOf(request.Query);
        var body = Merged(start);
        var tag = $"\"{HashOf(body)}\"";
        string[] links = next == NextPage.Link && start + size < Items.Count ? [$"<?from=0>; rel=first, <?from={start + size}>; rel=\"next\""] : [];
        var address = new AnswerLinks(new Uri($"http://h/api/{request.Path}?{request.Query}"), links);
        if (HasTags && request.Validators?.ETag == tag) return new PollOutcome.NotModified(FreshFor) { Links = address };
        Whole++;
        return new PollOutcome.Answered(Encoding.UTF8.GetBytes(body), HasTags ? new Validators(tag, null) : Validators.None, FreshFor) { Links = address };
    }

    private int StartOf(string query)
    {
        var place = query.Split('&').Select(part => part.Split('=')).ToDictionary(pair => pair[0], pair => pair[^1]);
        return next switch
        {
            NextPage.Page => (Number("page") - 1) * size,
            NextPage.Offset => Number("offset"),
            NextPage.Cursor => place.TryGetValue("cursor", out var cursor) ? int.Parse(cursor[1..], CultureInfo.InvariantCulture) : 0,
            _ => place.TryGetValue("from", out var from) ? int.Parse(from, CultureInfo.InvariantCulture) : 0,
        };

        int Number(string name) => int.Parse(place[name], CultureInfo.InvariantCulture);
    }

    private static string HashOf(string body) => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(body)).AsSpan(0, 8));
}
