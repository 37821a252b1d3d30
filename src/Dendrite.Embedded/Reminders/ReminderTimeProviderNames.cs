namespace Orleans.Reminders;

/// <summary>The key of the <see cref="TimeProvider"/> of reminders.</summary>
public static class ReminderTimeProviderNames
{
    public const string Reminders = "Orleans.Reminders";
}
