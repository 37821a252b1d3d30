using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Dendrite.IntegrationTests.Backends;

/// <summary>A backend that speaks TLS on a free port of loopback, under the name localhost, and keeps whom it was shown.</summary>
internal sealed class TlsBackend : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TlsBackend(WebApplication app) => _app = app;

    public Uri BaseAddress { get; private set; } = null!;

    /// <summary>The subject of the certificate that each request came with; empty where it came with none.</summary>
    public ConcurrentQueue<string> Shown { get; } = new();

    /// <summary>Where it sends everybody on to; null to answer.</summary>
    public Uri? Elsewhere { get; set; }

    public static async Task<TlsBackend> StartAsync(X509Certificate2 certificate, bool asks)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.UseKestrel(server => server.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(https =>
        {
            https.ServerCertificate = certificate;
            https.ClientCertificateMode = asks ? ClientCertificateMode.AllowCertificate : ClientCertificateMode.NoCertificate;
            https.AllowAnyClientCertificate();
        })));
        var backend = new TlsBackend(builder.Build());
        backend._app.Run(backend.AnswerAsync);
        await backend._app.StartAsync();
        var url = backend._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        backend.BaseAddress = new Uri($"https://localhost:{new Uri(url).Port}/");
        return backend;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(true));
        await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        Shown.Enqueue(context.Connection.ClientCertificate?.Subject ?? "");
        if (Elsewhere is { } elsewhere) context.Response.Redirect(elsewhere.AbsoluteUri);
        else await context.Response.WriteAsJsonAsync(1);
    }
}
