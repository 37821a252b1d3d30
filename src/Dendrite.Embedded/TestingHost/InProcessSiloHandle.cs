using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Runtime;

namespace Orleans.TestingHost;

/// <summary>A silo of a test cluster, in a host of its own in this process.</summary>
public class InProcessSiloHandle : SiloHandle
{
    private readonly IHost _host;
    private bool _isActive = true;

    internal InProcessSiloHandle(IHost host)
    {
        _host = host;
        var silo = host.Services.GetRequiredService<SiloRuntime>();
        Name = silo.Name;
        SiloAddress = silo.Address;
        GatewayAddress = silo.Address;
    }

    public IHost SiloHost
    {
        get => _host;
        init => _host = value;
    }

    public IServiceProvider ServiceProvider => _host.Services;

    public override bool IsActive => _isActive;

    public override async Task StopSiloAsync(bool stopGracefully)
    {
        if (!_isActive) return;
        if (stopGracefully)
        {
            await StopSiloAsync(CancellationToken.None);
            return;
        }
        _isActive = false;
        _host.Services.GetRequiredService<SiloRuntime>().Kill();
        await DisposeHostAsync();
    }

    public override async Task StopSiloAsync(CancellationToken ct)
    {
        if (!_isActive) return;
        _isActive = false;
        await _host.StopAsync(ct);
        await DisposeHostAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await StopSiloAsync(true);
        GC.SuppressFinalize(this);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) StopSiloAsync(true).GetAwaiter().GetResult();
        base.Dispose(disposing);
    }

    private ValueTask DisposeHostAsync()
    {
        if (_host is IAsyncDisposable asynchronous) return asynchronous.DisposeAsync();
        _host.Dispose();
        return default;
    }
}
