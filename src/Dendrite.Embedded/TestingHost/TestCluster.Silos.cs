using Orleans.Runtime;

namespace Orleans.TestingHost;

/// <summary>Stopping, killing and looking into silos.</summary>
public partial class TestCluster
{
    public async Task StopSiloAsync(SiloHandle instance)
    {
        await instance.StopSiloAsync(true);
        Forget(instance);
    }

    /// <summary>The silo dies: its activations and what they had not saved are gone.</summary>
    public async Task KillSiloAsync(SiloHandle instance)
    {
        await instance.StopSiloAsync(false);
        Forget(instance);
    }

    /// <summary>The next silo has the number and name of the one that is stopped.</summary>
    public async Task<SiloHandle?> RestartSiloAsync(SiloHandle instance)
    {
        await StopSiloAsync(instance);
        return await StartAsync(instance.InstanceNumber);
    }

    public void StopAllSilos() => StopAllSilosAsync().GetAwaiter().GetResult();

    public async Task StopAllSilosAsync()
    {
        await StopClusterClientAsync();
        foreach (var silo in Silos.Reverse()) await StopSiloAsync(silo);
    }

    public async Task StopSecondarySilosAsync()
    {
        foreach (var silo in SecondarySilos) await StopSiloAsync(silo);
    }

    public async Task StopPrimarySiloAsync()
    {
        if (Primary is { } primary) await StopSiloAsync(primary);
    }

    public async Task StopClusterClientAsync()
    {
        if (_client is not { } client) return;
        _client = null;
        await client.StopAsync();
        client.Dispose();
    }

    public Task KillClientAsync() => StopClusterClientAsync();

    public IEnumerable<SiloHandle> GetActiveSilos() => Silos.Where(s => s.IsActive);

    public SiloHandle? GetSiloForAddress(SiloAddress siloAddress) => GetActiveSilos().FirstOrDefault(s => s.SiloAddress.Equals(siloAddress));

    public IServiceProvider GetSiloServiceProvider(SiloAddress? silo = null)
    {
        var handle = silo is null ? Silos[0] : GetSiloForAddress(silo) ?? throw new ArgumentException($"The silo {silo} is not active.", nameof(silo));
        return ((InProcessSiloHandle)handle).ServiceProvider;
    }

    public bool TryGetGrainContext(GrainId grainId, out IGrainContext? grainContext)
    {
        grainContext = _state.Find(grainId);
        return grainContext is not null;
    }

    public Task DeactivateAsync(IAddressable grain) => DeactivateAsync(grain.GetGrainId());

    public Task DeactivateAsync(GrainId grainId)
    {
        if (_state.Find(grainId) is not { } activation) return Task.CompletedTask;
        activation.Deactivate(new(DeactivationReasonCode.ApplicationRequested, "Deactivated by the test."));
        return activation.Deactivated;
    }

    public Task WaitForDeactivationAsync(IAddressable grain) => WaitForDeactivationAsync(grain.GetGrainId());

    public Task WaitForDeactivationAsync(GrainId grainId) => _state.Find(grainId)?.Deactivated ?? Task.CompletedTask;

    /// <summary>There is nothing to wait for: members are known at once.</summary>
    public Task WaitForLivenessToStabilizeAsync(bool didKill = false) => Task.CompletedTask;

    public void Dispose()
    {
        DisposeAsync().AsTask().GetAwaiter().GetResult();
        GC.SuppressFinalize(this);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAllSilosAsync();
        await _state.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private void Forget(SiloHandle silo)
    {
        lock (_silos) _silos.Remove(silo);
    }
}
