using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Dendrite.Hosting.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Connections.Security;

namespace Dendrite.Hosting;

/// <summary>What the silos of a cluster speak through: TLS on both ports and in both directions, or a warning that there is none.</summary>
internal static partial class ClusterTransport
{
    public static ISiloBuilder UseTransport(this ISiloBuilder silo, ClusterSettings cluster)
    {
        if (cluster.Tls is { } tls)
        {
            // What UseTls does, with the services at hand: who is refused, and why, is to be logged.
            silo.Configure<SiloConnectionOptions>(options =>
            {
                options.ConfigureSiloInboundConnection(connection => connection.UseServerTls(OptionsFor(tls, ClusterTls.ClientUse, connection.ApplicationServices)));
                options.ConfigureGatewayInboundConnection(connection => connection.UseServerTls(OptionsFor(tls, ClusterTls.ClientUse, connection.ApplicationServices)));
                options.ConfigureSiloOutboundConnection(connection => connection.UseClientTls(OptionsFor(tls, ClusterTls.ServerUse, connection.ApplicationServices)));
            });
        }
        else if (!IsLoopback(cluster.Address))
        {
            silo.Services.AddHostedService(services => new OpenPortsWarning(cluster, services.GetRequiredService<ILoggerFactory>()));
        }
        return silo;
    }

    private static TlsOptions OptionsFor(ClusterTls tls, string peersUse, IServiceProvider services)
    {
        var logger = services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(ClusterTransport).FullName!);
        return new TlsOptions
        {
            LocalCertificate = tls.Certificate,
            RemoteCertificateMode = RemoteCertificateMode.RequireCertificate,
            ClientCertificateMode = RemoteCertificateMode.RequireCertificate,
            // What the platform finds wrong is not asked: it knows neither this authority nor by which name a silo is reached.
            RemoteCertificateValidation = (certificate, _, _) => IsPeer(certificate),
            OnAuthenticateAsClient = (_, options) => options.TargetHost = tls.HostName ?? "",
        };

        bool IsPeer(X509Certificate2 certificate)
        {
            if (tls.Refuse(certificate, peersUse) is not { } why) return true;
            LogRefused(logger, certificate.Subject, why);
            return false;
        }
    }

    /// <summary>Whether none but this machine reaches an address; null is the machine's first, which others do.</summary>
    internal static bool IsLoopback(string? address)
    {
        if (address is null) return false;
        try
        {
            return Dns.GetHostAddresses(address, AddressFamily.InterNetwork) is { Length: > 0 } addresses && addresses.All(IPAddress.IsLoopback);
        }
        catch (SocketException)
        {
            return false;
        }
    }

    [LoggerMessage(EventIds.ClusterConnectionRefused, LogLevel.Warning, "A connection of the cluster was refused: the other side's certificate, {Subject}, {Why}.")]
    private static partial void LogRefused(ILogger logger, string subject, string why);

    [LoggerMessage(EventIds.ClusterPortsOpen, LogLevel.Warning, "The cluster's ports, {SiloPort} and {GatewayPort}, have neither login nor encryption: let nobody but the cluster's machines reach them, or set Cluster:Tls.")]
    private static partial void LogOpen(ILogger logger, int siloPort, int gatewayPort);

    private sealed class OpenPortsWarning(ClusterSettings cluster, ILoggerFactory loggers) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            LogOpen(loggers.CreateLogger(typeof(ClusterTransport).FullName!), cluster.SiloPort, cluster.GatewayPort);
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
