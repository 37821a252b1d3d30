using System.Security.Cryptography.X509Certificates;
using Dendrite.Client.Cluster;
using Dendrite.Contracts.Streams;
using Dendrite.Protocol;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Connections.Security;

namespace Dendrite.Docs;

/// <summary>The code of docs/cluster.md, compiled.</summary>
internal static class ReadmeExamples
{
    public static async Task JoinAsync(CancellationToken cancellationToken)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.UseOrleansClient(cluster => cluster
            .Configure<ClusterOptions>(options => options.ClusterId = options.ServiceId = "dendrite")
            .UseAdoNetClustering(options =>
            {
                options.Invariant = "Npgsql";
                options.ConnectionString = builder.Configuration["Cluster:ConnectionString"];
            })
            .AddMemoryStreams(DendriteStreams.ProviderName));
        using var host = builder.Build();
        await host.StartAsync(cancellationToken);

        await using var feeds = new ResourceFeeds(host.Services.GetRequiredService<IClusterClient>(), TimeProvider.System);
        var client = new ClusterDendriteClient(feeds);
        await foreach (var update in client.ListenAsync(ResourceAddress.Parse("github/repos/dotnet/orleans/events"), cancellationToken: cancellationToken))
            Console.WriteLine($"{update.Position} {update.Event}");
    }

    public static void UseTls(IHostApplicationBuilder builder, X509Certificate2 certificate, X509Certificate2 authority)
    {
        builder.UseOrleansClient(cluster => cluster.UseTls(certificate, tls =>
        {
            tls.ClientCertificateMode = RemoteCertificateMode.RequireCertificate;
            tls.OnAuthenticateAsClient = (_, options) => options.TargetHost = "";
            tls.RemoteCertificateValidation = (peer, _, _) =>
            {
                using var chain = new X509Chain();
                chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
                chain.ChainPolicy.CustomTrustStore.Add(authority);
                chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
                return chain.Build(peer);
            };
        }));
    }
}
