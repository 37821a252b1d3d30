using Dendrite.Client.Cluster;
using Dendrite.Edge.Protocols;
using Dendrite.Protocol;
using Dendrite.Resources;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Dendrite.Docs;

/// <summary>The code of docs/seams, compiled; <see cref="ReadmeTests"/> compares and <see cref="SeamExampleTests"/> runs it.</summary>
public static class SeamExamples
{
    public sealed class FolderUpstream(string folder) : IUpstream
    {
        public async Task<PollOutcome> PollAsync(PollRequest request, CancellationToken cancellationToken)
        {
            var file = new FileInfo(Path.Combine(folder, Path.GetFileName(request.Path)));
            if (!file.Exists) return new PollOutcome.Failed(DendriteErrorCode.UpstreamStatus, $"There is no file {file.Name}.", 404);
            DateTimeOffset written = file.LastWriteTimeUtc;
            if (request.Validators?.LastModified == written) return new PollOutcome.NotModified(TimeSpan.Zero);
            try
            {
                return new PollOutcome.Answered(await File.ReadAllBytesAsync(file.FullName, cancellationToken), new Validators(null, written), TimeSpan.Zero);
            }
            catch (IOException e)
            {
                return new PollOutcome.Failed(DendriteErrorCode.UpstreamAborted, $"The file could not be read: {e.Message}");
            }
        }
    }

    public sealed class PushedSource : IResourceSource
    {
        private volatile byte[] _document = "null"u8.ToArray();
        private event Action? Pushed;

        public void Push(byte[] json)
        {
            _document = json;
            Pushed?.Invoke();
        }

        public Task<PollOutcome> AskAsync(PollRequest request, CancellationToken cancellationToken) =>
            Task.FromResult<PollOutcome>(new PollOutcome.Answered(_document, new Validators(null, null), TimeSpan.Zero));

        public IDisposable Watch(string path, string query, Action poke)
        {
            Pushed += poke;
            return new Ending(() => Pushed -= poke);
        }

        private sealed class Ending(Action end) : IDisposable
        {
            public void Dispose() => end();
        }
    }

    public sealed class LineProtocol(ResourceFeeds feeds) : IListenProtocol
    {
        public string Name => "Lines";

        public void Map(WebApplication app) => app.MapGet("/_dendrite/client/v1/lines/{**address}", async (string address, HttpContext http) =>
        {
            var client = new ClusterDendriteClient(feeds);
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, app.Lifetime.ApplicationStopping);
            http.Response.ContentType = "application/x-ndjson";
            await foreach (var update in client.ListenAsync(ResourceAddress.Parse(address), ResourceFormat.Snapshot, cancellationToken: ending.Token))
            {
                if (update.Event != ResourceEvent.Snapshot) continue;
                await http.Response.BodyWriter.WriteAsync(update.Data.Memory, ending.Token);
                await http.Response.WriteAsync("\n", ending.Token);
            }
        });
    }

    public static void Register(IServiceCollection services)
    {
        services.AddSingleton<IListenProtocol, LineProtocol>();
    }
}
