using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Dendrite.Diff;
using Dendrite.Protocol;

namespace Dendrite.Cli.Guards;

/// <summary>Speaks the admin API of a server.</summary>
internal sealed class AdminClient : IDisposable
{
    /// <summary>For one answer; events have no end.</summary>
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(30);

    private const int LongestFound = 200;

    private static readonly string[] Detail = ["resource", "listeners"];

    private readonly HttpClient _http;
    private readonly string _server;

    public AdminClient(Uri server, string? token)
    {
        _server = server.GetLeftPart(UriPartial.Path).TrimEnd('/');
        var handler = new SocketsHttpHandler { Proxy = OutboundProxy.Default };
        // A server behind a proxy may be below a path of it.
        _http = new HttpClient(handler) { BaseAddress = new Uri($"{_server}/_dendrite/admin/v1/"), Timeout = Timeout.InfiniteTimeSpan };
        if (!string.IsNullOrEmpty(token)) _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    /// <summary>Every guard.</summary>
    public Task<IReadOnlyList<JsonElement>> GetGuardsAsync(CancellationToken cancellationToken) => GetListAsync("guards", ["name", "breaker"], cancellationToken);

    /// <summary>A registry, or all that the server follows.</summary>
    public async Task<IReadOnlyList<JsonElement>> GetRegistriesAsync(string? name, CancellationToken cancellationToken)
    {
        string[] members = ["name", "settings"];
        return name is null ? await GetListAsync("registries", members, cancellationToken) : [await AskAsync(Get($"registries/{Uri.EscapeDataString(name)}"), members, cancellationToken)];
    }

    /// <summary>Does something to a breaker and gives what it is then.</summary>
    public Task<JsonElement> CommandAsync(string guard, string command, string reason, CancellationToken cancellationToken) => AskAsync(
        Post($"guards/{Uri.EscapeDataString(guard)}/breaker/{command}", JsonContent.Create(new { reason, by = Environment.UserName })), ["name", "breaker"], cancellationToken);

    /// <summary>Every backend.</summary>
    public Task<IReadOnlyList<JsonElement>> GetBackendsAsync(CancellationToken cancellationToken) => GetListAsync("backends", ["name", "breaker"], cancellationToken);

    /// <summary>The resources that the server listens to.</summary>
    public Task<IReadOnlyList<JsonElement>> GetResourcesAsync(CancellationToken cancellationToken) => GetListAsync("resources", ["address"], cancellationToken);

    /// <summary>One resource and its listeners.</summary>
    public Task<JsonElement> GetResourceAsync(string address, CancellationToken cancellationToken) => GetOfAsync("resources", address, Detail, cancellationToken);

    /// <summary>One resource in plain words, and its last polls.</summary>
    public Task<JsonElement> ExplainResourceAsync(string address, CancellationToken cancellationToken) => GetOfAsync("explain", address, ["explanation", "polls"], cancellationToken);

    private Task<JsonElement> GetOfAsync(string what, string address, string[] members, CancellationToken cancellationToken)
    {
        // As it was written: an address is compared by its text, and Uri would write some in another way.
        var uri = new Uri($"{_http.BaseAddress}{what}/{address}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        return AskAsync(new HttpRequestMessage(HttpMethod.Get, uri), members, cancellationToken);
    }

    /// <summary>Does something to a resource and gives what it does then.</summary>
    public Task<JsonElement> CommandResourceAsync(string address, string command, string reason, long? listener, CancellationToken cancellationToken) => AskAsync(
        Post($"resources/{command}", JsonContent.Create(new { address, reason, by = Environment.UserName, listener })), Detail, cancellationToken);

    /// <summary>The overview and each that follows it, until the server ends.</summary>
    public async IAsyncEnumerable<Utf8Json> FollowAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var response = await SendAsync(Get("events"), cancellationToken);
        RequireType(response, "text/event-stream");
        var events = SseParser.Create(await response.Content.ReadAsStreamAsync(cancellationToken), static (_, data) => data.ToArray());
        ReadOnlyMemory<byte> document = default;
        await foreach (var next in events.EnumerateAsync(cancellationToken))
        {
            document = next.EventType == "snapshot" ? next.Data : Patched(document, next.Data);
            yield return new Utf8Json(document);
        }
    }

    private byte[] Patched(ReadOnlyMemory<byte> document, byte[] patch)
    {
        try
        {
            return JsonPatcher.Apply(DiffFormat.Patch, document, patch).ToArray();
        }
        catch (Exception e) when (e is JsonFormatException or PatchException)
        {
            throw NotDendrite($"its events do not fit each other: {e.Message}");
        }
    }

    public void Dispose() => _http.Dispose();

    /// <summary>Says that what answers is not a Dendrite server, or not one of a version that this command knows.</summary>
    public AdminException NotDendrite(string found) => new($"{_server} does not answer as a Dendrite server does: {PlainText.Line(found, LongestFound).TrimEnd('.')}; --server is the address of one.", ExitCode.OtherSideFailed);

    private static HttpRequestMessage Get(string path) => new(HttpMethod.Get, path);

    private static HttpRequestMessage Post(string path, JsonContent content) => new(HttpMethod.Post, path) { Content = content };

    private async Task<IReadOnlyList<JsonElement>> GetListAsync(string path, string[] members, CancellationToken cancellationToken)
    {
        var list = await ReadAsync(Get(path), cancellationToken);
        if (list.ValueKind != JsonValueKind.Array) throw NotDendrite($"its {path} are no array");
        return [.. list.EnumerateArray().Select(item => Checked(item, members))];
    }

    private async Task<JsonElement> AskAsync(HttpRequestMessage request, string[] members, CancellationToken cancellationToken) => Checked(await ReadAsync(request, cancellationToken), members);

    private JsonElement Checked(JsonElement item, string[] members)
    {
        return item.ValueKind == JsonValueKind.Object && members.All(IsThere) ? item : throw NotDendrite($"it gave JSON without {string.Join(" and ", members)}");

        bool IsThere(string member) => item.TryGetProperty(member, out var value) && value.ValueKind is JsonValueKind.String or JsonValueKind.Object or JsonValueKind.Array;
    }

    private async Task<JsonElement> ReadAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(AnswerLimit);
        try
        {
            using var response = await SendAsync(request, limit.Token);
            RequireType(response, "application/json");
            return await response.Content.ReadFromJsonAsync<JsonElement>(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new AdminException($"{_server} gave no complete answer within {AnswerLimit.TotalSeconds:0} s.", ExitCode.OtherSideFailed);
        }
        catch (JsonException)
        {
            throw NotDendrite("what it calls JSON is none");
        }
    }

    private void RequireType(HttpResponseMessage response, string type)
    {
        if (response.Content.Headers.ContentType?.MediaType is var found && found != type) throw NotDendrite($"it gave {found ?? "something without a type"} instead of {type}");
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HttpResponseMessage response;
        try
        {
            response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        }
        catch (HttpRequestException e)
        {
            throw new AdminException($"{_server} cannot be reached: {OutboundProxy.Default.Explain(_http.BaseAddress!, e)}", ExitCode.OtherSideFailed);
        }
        finally
        {
            request.Dispose();
        }
        if (response.IsSuccessStatusCode) return response;
        using (response)
        {
            var status = (int)response.StatusCode;
            // Ours says what is wrong; whatever else answers so has never heard of what was asked.
            throw DetailOf(await response.Content.ReadAsStringAsync(cancellationToken)) is { } detail
                ? new AdminException(PlainText.Line(detail), status < 500 ? ExitCode.WrongUse : ExitCode.OtherSideFailed)
                : NotDendrite($"it gave {status} {response.ReasonPhrase}");
        }
    }

    private static string? DetailOf(string text)
    {
        try
        {
            using var problem = JsonDocument.Parse(text);
            return problem.RootElement.ValueKind == JsonValueKind.Object && problem.RootElement.TryGetProperty("code", out _)
                && problem.RootElement.TryGetProperty("detail", out var detail) && detail.ValueKind == JsonValueKind.String ? detail.GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
