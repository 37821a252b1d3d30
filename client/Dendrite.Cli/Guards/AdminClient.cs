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
    private readonly HttpClient _http;

    public AdminClient(Uri server, string? token)
    {
        var handler = new SocketsHttpHandler { Proxy = OutboundProxy.Default };
        // A server behind a proxy may be below a path of it.
        _http = new HttpClient(handler) { BaseAddress = new Uri($"{server.GetLeftPart(UriPartial.Path).TrimEnd('/')}/_dendrite/admin/v1/"), Timeout = Timeout.InfiniteTimeSpan };
        if (!string.IsNullOrEmpty(token)) _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    /// <summary>Every guard.</summary>
    public async Task<IReadOnlyList<JsonElement>> GetGuardsAsync(CancellationToken cancellationToken)
    {
        using var response = await SendAsync(new HttpRequestMessage(HttpMethod.Get, "guards"), cancellationToken);
        return [.. (await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken)).EnumerateArray()];
    }

    /// <summary>A registry, or all that the server follows.</summary>
    public async Task<IReadOnlyList<JsonElement>> GetRegistriesAsync(string? name, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(new HttpRequestMessage(HttpMethod.Get, name is null ? "registries" : $"registries/{Uri.EscapeDataString(name)}"), cancellationToken);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        return name is null ? [.. answer.EnumerateArray()] : [answer];
    }

    /// <summary>Does something to a breaker and gives what it is then.</summary>
    public async Task<JsonElement> CommandAsync(string guard, string command, string reason, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"guards/{Uri.EscapeDataString(guard)}/breaker/{command}")
        {
            Content = JsonContent.Create(new { reason, by = Environment.UserName }),
        };
        using var response = await SendAsync(request, cancellationToken);
        return await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
    }

    /// <summary>Every backend.</summary>
    public async Task<IReadOnlyList<JsonElement>> GetBackendsAsync(CancellationToken cancellationToken) => await GetListAsync("backends", cancellationToken);

    /// <summary>The resources that the server listens to.</summary>
    public async Task<IReadOnlyList<JsonElement>> GetResourcesAsync(CancellationToken cancellationToken) => await GetListAsync("resources", cancellationToken);

    /// <summary>One resource and its listeners.</summary>
    public async Task<JsonElement> GetResourceAsync(string address, CancellationToken cancellationToken)
    {
        // As it was written: an address is compared by its text, and Uri would write some in another way.
        var uri = new Uri($"{_http.BaseAddress}resources/{address}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        using var response = await SendAsync(new HttpRequestMessage(HttpMethod.Get, uri), cancellationToken);
        return await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
    }

    /// <summary>Does something to a resource and gives what it does then.</summary>
    public async Task<JsonElement> CommandResourceAsync(string address, string command, string reason, long? listener, CancellationToken cancellationToken)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"resources/{command}")
        {
            Content = JsonContent.Create(new { address, reason, by = Environment.UserName, listener }),
        };
        using var response = await SendAsync(request, cancellationToken);
        return await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
    }

    /// <summary>The overview and each that follows it, until the server ends.</summary>
    public async IAsyncEnumerable<Utf8Json> FollowAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var response = await SendAsync(new HttpRequestMessage(HttpMethod.Get, "events"), cancellationToken);
        var events = SseParser.Create(await response.Content.ReadAsStreamAsync(cancellationToken), static (_, data) => data.ToArray());
        ReadOnlyMemory<byte> document = default;
        await foreach (var next in events.EnumerateAsync(cancellationToken))
        {
            document = next.EventType == "snapshot" ? next.Data : JsonPatcher.Apply(DiffFormat.Patch, document, next.Data);
            yield return new Utf8Json(document);
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<IReadOnlyList<JsonElement>> GetListAsync(string path, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(new HttpRequestMessage(HttpMethod.Get, path), cancellationToken);
        return [.. (await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken)).EnumerateArray()];
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
            throw new AdminException($"{_http.BaseAddress!.GetComponents(UriComponents.SchemeAndServer, UriFormat.UriEscaped)} cannot be reached: {OutboundProxy.Default.Explain(_http.BaseAddress, e)}", ExitCode.OtherSideFailed);
        }
        finally
        {
            request.Dispose();
        }
        if (response.IsSuccessStatusCode) return response;
        using (response)
        {
            var text = await response.Content.ReadAsStringAsync(cancellationToken);
            throw new AdminException(DetailOf(text) ?? $"The server answered {(int)response.StatusCode}.", (int)response.StatusCode < 500 ? ExitCode.WrongUse : ExitCode.OtherSideFailed);
        }
    }

    private static string? DetailOf(string text)
    {
        try
        {
            using var problem = JsonDocument.Parse(text);
            return problem.RootElement.TryGetProperty("detail", out var detail) ? detail.GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
