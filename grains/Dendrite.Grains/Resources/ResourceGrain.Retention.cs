using Dendrite.Resources;

namespace Dendrite.Grains.Resources;

/// <summary>What is stored expires: a reminder comes when nobody has listened for as long as the backend's retention.</summary>
internal sealed partial class ResourceGrain
{
    private const string RetentionReminder = "retention";

    public async Task ReceiveReminder(string reminderName, TickStatus status)
    {
        // Somebody listens: the reminder is set anew when the last one leaves, and comes again if this silo does not live to see that.
        if (IsWanted) return;
        if (await ForgetAsync()) ResourceMetrics.Expired.Add(1);
        // What is in memory would go on where nothing is stored any more.
        Leave("Nobody has listened for as long as it is kept.");
    }

    /// <summary>Removes what is stored, and the reminder of it. False where nothing was.</summary>
    private async Task<bool> ForgetAsync()
    {
        if (await this.GetReminder(RetentionReminder) is { } reminder) await this.UnregisterReminder(reminder);
        if (!_state.RecordExists) return false;
        await _state.ClearStateAsync();
        await ForgetFlightAsync();
        return true;
    }

    /// <summary>Sets the reminder: when a row is first written, and when the last listener has left.</summary>
    private async Task KeepForRetentionAsync()
    {
        if (!_state.RecordExists) return;
        try
        {
            await this.RegisterOrUpdateReminder(RetentionReminder, _backend!.Retention, _backend.Retention);
            _isKept = true;
        }
        catch (Exception e)
        {
            // The store of reminders refuses for now; the next listener who leaves sets it.
            Log.RetentionNotSet(_logger, e, Name);
        }
    }
}
