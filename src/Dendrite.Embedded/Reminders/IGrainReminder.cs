namespace Orleans.Runtime;

/// <summary>A reminder in the hands of its grain.</summary>
public interface IGrainReminder
{
    string ReminderName { get; }
}
