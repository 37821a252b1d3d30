using System.Text.Json.Nodes;

namespace Dendrite.Benchmarks.Diff;

/// <summary>
/// Consecutive polls in the shapes of public APIs, made from fixed seeds: an event feed, a GeoJSON feed, a Kubernetes
/// list, quotes, a leaderboard, and a large answer of which one value changes.
/// </summary>
internal static class PollPairs
{
    public static IReadOnlyList<PollPair> All =>
    [
        Events("events30", 30, 3),
        Events("events100", 100, 10),
        GeoJson(),
        Kubernetes(),
        Quotes(),
        Leaderboard(),
        LargeAnswer(),
    ];

    private static PollPair Events(string name, int count, int fresh)
    {
        var random = new Random(11);
        var all = Enumerable.Range(0, count + fresh).Select(i => Event(random, i)).Reverse().ToArray();
        return new(name, List(all[fresh..]), List(all[..count]));
    }

    private static JsonObject Event(Random random, int i) => new()
    {
        ["id"] = $"{22249084947 + i * 37}",
        ["type"] = Pick(random, "PushEvent", "WatchEvent", "IssuesEvent", "PullRequestEvent"),
        ["actor"] = new JsonObject { ["id"] = random.Next(1_000_000), ["login"] = Word(random, 9), ["gravatar_id"] = "", ["url"] = $"https://api.example.org/users/{Word(random, 9)}", ["avatar_url"] = $"https://avatars.example.org/u/{random.Next(1_000_000)}?" },
        ["repo"] = new JsonObject { ["id"] = random.Next(100_000_000), ["name"] = $"{Word(random, 8)}/{Word(random, 12)}", ["url"] = $"https://api.example.org/repos/{Word(random, 8)}/{Word(random, 12)}" },
        ["payload"] = new JsonObject { ["push_id"] = random.Next(), ["size"] = 1, ["ref"] = "refs/heads/main", ["head"] = Hex(random, 40), ["before"] = Hex(random, 40) },
        ["public"] = true,
        ["created_at"] = $"2026-06-09T12:{i / 60 % 60:00}:{i % 60:00}Z",
    };

    private static PollPair GeoJson()
    {
        var random = new Random(12);
        var quakes = Enumerable.Range(0, 252).Select(i => (JsonNode)Quake(random, i)).ToArray();
        var next = quakes[..250].Select(q => q.DeepClone()).ToArray();
        next[40]["properties"]!["mag"] = 4.9;
        return new("geojson250", Collection(quakes[2..], 1700000000000), Collection(next, 1700000060000));
    }

    private static string Collection(IEnumerable<JsonNode> features, long generated) => new JsonObject
    {
        ["type"] = "FeatureCollection",
        ["metadata"] = new JsonObject { ["generated"] = generated, ["title"] = "All earthquakes, past day", ["status"] = 200, ["count"] = 250 },
        ["features"] = new JsonArray([.. features.Select(f => f.DeepClone())]),
    }.ToJsonString();

    private static JsonObject Quake(Random random, int i) => new()
    {
        ["type"] = "Feature",
        ["properties"] = new JsonObject
        {
            ["mag"] = Math.Round(random.NextDouble() * 6, 2),
            ["place"] = $"{random.Next(200)} km NW of {Word(random, 8)}",
            ["time"] = 1700000000000 - i * 61_001L,
            ["updated"] = 1700000000000 - i * 31_007L,
            ["status"] = "automatic",
            ["tsunami"] = 0,
            ["sig"] = random.Next(400),
        },
        ["geometry"] = new JsonObject { ["type"] = "Point", ["coordinates"] = new JsonArray(Math.Round(random.NextDouble() * 360 - 180, 4), Math.Round(random.NextDouble() * 180 - 90, 4), random.Next(100)) },
        ["id"] = $"ak{Hex(random, 10)}",
    };

    private static PollPair Kubernetes()
    {
        var random = new Random(13);
        var pods = Enumerable.Range(0, 300).Select(i => (JsonNode)Pod(random, i)).ToList();
        var old = PodList(pods, "881200");
        foreach (var (at, version) in new[] { (17, "881207"), (140, "881215"), (141, "881216") })
        {
            pods[at]["metadata"]!["resourceVersion"] = version;
            pods[at]["status"]!["phase"] = "Failed";
        }
        pods.RemoveAt(222);
        return new("k8s300", old, PodList(pods, "881216"));
    }

    private static string PodList(IEnumerable<JsonNode> pods, string version) => new JsonObject
    {
        ["kind"] = "PodList",
        ["apiVersion"] = "v1",
        ["metadata"] = new JsonObject { ["resourceVersion"] = version },
        ["items"] = new JsonArray([.. pods.Select(p => p.DeepClone())]),
    }.ToJsonString();

    private static JsonObject Pod(Random random, int i) => new()
    {
        ["metadata"] = new JsonObject
        {
            ["name"] = $"web-{Hex(random, 9)}-{Word(random, 5)}",
            ["namespace"] = "default",
            ["uid"] = $"{Hex(random, 8)}-{Hex(random, 4)}-{Hex(random, 4)}-{Hex(random, 12)}",
            ["resourceVersion"] = $"{880000 + i}",
            ["creationTimestamp"] = "2026-06-01T08:00:00Z",
            ["labels"] = new JsonObject { ["app"] = "web", ["tier"] = "front", ["pod-template-hash"] = Hex(random, 9) },
        },
        ["spec"] = new JsonObject
        {
            ["nodeName"] = $"node-{random.Next(20)}",
            ["containers"] = new JsonArray(new JsonObject { ["name"] = "web", ["image"] = "registry.example.org/web:1.14.2", ["ports"] = new JsonArray(new JsonObject { ["containerPort"] = 8080, ["protocol"] = "TCP" }) }),
        },
        ["status"] = new JsonObject { ["phase"] = "Running", ["podIP"] = $"10.1.{random.Next(255)}.{random.Next(255)}", ["restartCount"] = random.Next(3) },
    };

    private static PollPair Quotes()
    {
        var random = new Random(14);
        var quotes = Enumerable.Range(0, 1000).Select(i => (JsonNode)new JsonObject
        {
            ["symbol"] = $"S{i:0000}",
            ["price"] = Math.Round(random.NextDouble() * 500, 2),
            ["volume"] = random.Next(1_000_000),
            ["currency"] = "EUR",
        }).ToArray();
        var old = List(quotes);
        foreach (var quote in quotes.Where(_ => random.Next(5) == 0))
        {
            quote["price"] = Math.Round(random.NextDouble() * 500, 2);
            quote["volume"] = random.Next(1_000_000);
        }
        return new("quotes1000", old, List(quotes));
    }

    private static PollPair Leaderboard()
    {
        var random = new Random(15);
        var players = Enumerable.Range(0, 500).Select(i => (JsonNode)new JsonObject
        {
            ["id"] = 10_000 + i * 7,
            ["name"] = Word(random, 12),
            ["score"] = 1_000_000 - i * 1_000,
            ["country"] = Pick(random, "DE", "FR", "JP", "BR"),
            ["online"] = random.Next(2) == 0,
        }).ToList();
        var old = List(players);
        var climber = players[400];
        players.RemoveAt(400);
        climber["score"] = 750_500;
        players.Insert(250, climber);
        return new("leaderboard500", old, List(players));
    }

    private static PollPair LargeAnswer()
    {
        var random = new Random(16);
        var items = Enumerable.Range(0, 2300).Select(i => (JsonNode)Event(random, i)).ToArray();
        var old = Page(items);
        items[1200]["payload"]!["size"] = 2;
        return new("answer1MB", old, Page(items));
    }

    private static string Page(IEnumerable<JsonNode> items) => new JsonObject
    {
        ["page"] = 1,
        ["items"] = new JsonArray([.. items.Select(i => i.DeepClone())]),
    }.ToJsonString();

    private static string List(IEnumerable<JsonNode> items) => new JsonArray([.. items.Select(i => i.DeepClone())]).ToJsonString();

    private static string Pick(Random random, params string[] words) => words[random.Next(words.Length)];

    private static string Word(Random random, int length) =>
        string.Create(length, random, (span, r) => { foreach (ref var c in span) c = (char)('a' + r.Next(26)); });

    private static string Hex(Random random, int length) => random.GetString("0123456789abcdef", length);
}
