using System.Security.Cryptography.X509Certificates;
using Dendrite.Client.Cluster;
using Dendrite.Contracts.Registries;
using Dendrite.Hosting;
using Dendrite.Protocol;
using Dendrite.Resilience.Registries;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using Orleans.Connections.Security;

namespace Dendrite.Docs;

/// <summary>The code of docs/cluster.md and of docs/registries.md, compiled.</summary>
internal static class ReadmeExamples
{
    public static void FollowRegistry(IHostApplicationBuilder builder)
    {
        builder.Services.AddDendriteRegistry("routing", things => things.Add(
            "hosts", settings => settings.Where(s => s.Key.StartsWith("hosts:", StringComparison.Ordinal)).Select(s => s.Value).ToArray()));
    }

    public static async Task ChangeRegistryAsync(IGrainFactory grains)
    {
        await grains.GetRegistry("routing").SetAsync("search", """{"type":"hosts","hosts":["a:80","b:80"]}""");
    }

    public sealed class Router([FromKeyedServices("routing")] Registry registry)
    {
        private readonly Handle<string[]> _search = registry.Get<string[]>("search");

        public string Pick(int n) => _search.Value[n % _search.Value.Length];
    }

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
            .AddDendriteClient());
        using var host = builder.Build();
        await host.StartAsync(cancellationToken);

        var client = host.Services.GetRequiredService<ClusterDendriteClient>();
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
