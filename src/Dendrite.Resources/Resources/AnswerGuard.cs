using System.Globalization;
using System.Text.Json;
using Dendrite.Diff;

namespace Dendrite.Resources;

/// <summary>Keeps answers from listeners that are not true: those of a replica that is behind, and those that have lost half of the document for a moment.</summary>
internal sealed class AnswerGuard
{
    /// <summary>Stands for the header of that name in <see cref="BackendDefinition.Monotonic"/>.</summary>
    public const string LastModified = "Last-Modified";

    /// <summary>So many older answers in a row are no replica's: the backend counts anew, and is believed.</summary>
    public const int MostOlder = 20;

    private int _older;
    private bool _isShrunk;

    /// <summary>Why a text is no pointer that could be followed; null where it is one.</summary>
    public static string? FaultOfPointer(string pointer)
    {
        if (pointer.Length == 0) return "which is the whole document";
        try
        {
            _ = JsonIndex.Parse("0"u8.ToArray()).Select(pointer);
            return null;
        }
        catch (ArgumentException)
        {
            return "not a JSON pointer: it begins with a slash, such as /generated_at or /items/*/seen_at";
        }
    }

    /// <summary>Why a text can't say what never goes back; null where it can.</summary>
    public static string? FaultOfMark(string mark) =>
        mark.Equals(LastModified, StringComparison.OrdinalIgnoreCase) || FaultOfPointer(mark) is null ? null : $"neither a JSON pointer such as /version nor {LastModified}";

    /// <summary>Looks at an answer whose document differs from the known one.</summary>
    public AnswerVerdict Judge(BackendDefinition backend, JsonIndex known, Validators? knownValidators, JsonIndex next, Validators validators)
    {
        if (backend.Monotonic is { } mark && IsOlder(mark, known, knownValidators, next, validators) && ++_older < MostOlder) return AnswerVerdict.Older;
        _older = 0;
        // The second in a row confirms the first, also where they differ.
        _isShrunk = !_isShrunk && next.Utf8.Length < known.Utf8.Length * backend.ConfirmShrink;
        return _isShrunk ? AnswerVerdict.Unconfirmed : AnswerVerdict.Taken;
    }

    /// <summary>An answer was the known document: nothing is lost or behind.</summary>
    public void Confirmed() => (_older, _isShrunk) = (0, false);

    private static bool IsOlder(string mark, JsonIndex known, Validators? knownValidators, JsonIndex next, Validators validators)
    {
        if (mark.Equals(LastModified, StringComparison.OrdinalIgnoreCase)) return validators.LastModified < knownValidators?.LastModified;
        return known.Select(mark) is { } before && next.Select(mark) is { } after && Compare(after, before) < 0;
    }

    /// <summary>Below zero where the first sorts before the second; zero where they can't be told apart.</summary>
    internal static int Compare(ReadOnlyMemory<byte> a, ReadOnlyMemory<byte> b)
    {
        using var first = JsonDocument.Parse(a);
        using var second = JsonDocument.Parse(b);
        return (first.RootElement.ValueKind, second.RootElement.ValueKind) switch
        {
            (JsonValueKind.Number, JsonValueKind.Number) => first.RootElement.TryGetDecimal(out var x) && second.RootElement.TryGetDecimal(out var y)
                ? x.CompareTo(y) : first.RootElement.GetDouble().CompareTo(second.RootElement.GetDouble()),
            (JsonValueKind.String, JsonValueKind.String) => Compare(first.RootElement.GetString()!, second.RootElement.GetString()!),
            _ => 0,
        };
    }

    private static int Compare(string a, string b) =>
        DateTimeOffset.TryParse(a, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var x) && DateTimeOffset.TryParse(b, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var y)
            ? x.CompareTo(y) : string.CompareOrdinal(a, b);
}
