using static Dendrite.Doctor.ApiReply;

namespace Dendrite.Doctor;

/// <summary>APIs about which there is nothing to say.</summary>
internal static class CleanApis
{
    public const string Items = """{"items":[{"id":1,"state":"a"},{"id":2,"state":"b"},{"id":3,"state":"c"}],"total":3}""";

    public static IReadOnlyDictionary<string, Func<ApiRequest, ApiReply>> All { get; } = new Dictionary<string, Func<ApiRequest, ApiReply>>
    {
        ["a strong tag"] = r => Tagged(r, Items, "\"v1\""),
        ["a weak tag, no-cache"] = r => Tagged(r, Items, "W/\"v1\"", "Cache-Control: no-cache"),
        ["a date alone"] = r => r.Sent?.LastModified is not null ? Empty(304) : Json(Items, $"Last-Modified: Mon, 31 Dec 2029 10:00:07 GMT"),
        ["freshness that holds"] = r => Tagged(r, Items, "\"v1\"", "Cache-Control: max-age=20"),
        ["freshness twice, alike"] = r => Tagged(r, Items, "\"v1\"", $"Cache-Control: public, max-age=60, stale-while-revalidate=30|Expires: {r.Date(60)}"),
        ["private, must-revalidate"] = r => Tagged(r, Items, "\"v1\"", "Cache-Control: private, max-age=0, must-revalidate|Expires: 0|Pragma: no-cache"),
        ["no-store that changes"] = r => Tagged(r, Changing(r, 7), TagOf(r, 7), "Cache-Control: no-store"),
        ["changes every ten seconds, with tags"] = r => Tagged(r, Changing(r, 10), TagOf(r, 10), "Cache-Control: max-age=2"),
        ["changes every second"] = r => Tagged(r, Changing(r, 1), TagOf(r, 1)),
        ["changes at each answer, with the time of each change"] = r => Tagged(r, $$"""[{"id":1,"progress":{{r.Number}},"updated_at":"{{r.At:O}}"},{"id":2,"progress":5,"updated_at":"2029-12-31T00:00:00Z"}]""", $"\"{r.Number}\""),
        ["a document that grows"] = r => Tagged(r, $"[{string.Join(',', Enumerable.Range(1, 2 + r.Number).Select(id => $$"""{"id":{{id}},"name":"n{{id}}"}"""))}]", $"\"g{r.Number}\""),
        ["one number"] = r => Tagged(r, $$"""{"n":{{r.Number}}}""", $"\"{r.Number}\""),
        ["a value that goes up and down"] = r => Tagged(r, $$"""{"unit":"C","value":{{20 + r.Number * 7 % 11}}.{{r.Number}}}""", $"\"{r.Number}\""),
        ["large, packed"] = r => Tagged(r, $"[{string.Join(',', Enumerable.Range(1, 300).Select(id => $$"""{"id":{{id}},"text":"all of them alike"}"""))}]", "\"p\"", "Content-Encoding: gzip|Vary: Accept-Encoding"),
        ["texts of every script"] = r => Tagged(r, """{"id":1,"a":"äöü ℵ 漢字","b":"\ud83d\ude00","c":"😀","n":1e400,"m":-0.0,"k":9007199254740991}""", "\"t\""),
        ["problem of one of ten, told by its status"] = r => Tagged(r, """{"status":"ok","error":null,"errors":[]}""", "\"e\""),
        ["through a cache, with its age"] = r => Tagged(r, Items, "\"v1\"", $"Cache-Control: max-age=600|Age: {30 + (int)r.Seconds}|Date: {r.Date(-30 - (int)r.Seconds)}|Via: 1.1 cache|X-Cache: HIT"),
        ["a clock two seconds off"] = r => Tagged(r, Items, "\"v1\"", $"Date: {r.Date(2)}"),
        ["a type with parameters"] = r => Tagged(r, Items, "\"v1\"", "Content-Type: application/vnd.api+json; charset=\"UTF-8\"; profile=\"x\""),
        ["neither type nor date"] = r => Tagged(r, Items, "\"v1\"", "Content-Type: |Date: "),
        ["the last page"] = r => Tagged(r, """{"items":[{"id":1},{"id":2}],"next":null,"has_more":false}""", "\"v1\"", "Link: <https://api.example/v1/tasks?page=1>; rel=\"first\""),
        ["an empty list that fills"] = r => Tagged(r, r.Seconds < 30 ? "[]" : """[{"id":1}]""", r.Seconds < 30 ? "\"0\"" : "\"1\""),
        ["one of nginx, not changed lately"] = r => Tagged(r, Items, "\"70dbd880-4f\"", $"Last-Modified: Fri, 21 Dec 2029 06:00:00 GMT"),
    };

    private static string Changing(ApiRequest r, int every) => $$"""{"items":[{"id":1,"n":{{(int)(r.Seconds / every)}}},{"id":2,"n":0}]}""";

    private static string TagOf(ApiRequest r, int every) => $"\"{(int)(r.Seconds / every)}\"";
}
