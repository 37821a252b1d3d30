using System.Text.Json;
using Dendrite.Diff;

namespace Dendrite.Resources;

/// <summary>Notices what changes of a document have in common, which says something of its backend: that it goes back and forth, or that only one place ever changes.</summary>
internal sealed class ChangeWatch
{
    /// <summary>So many of the last documents are remembered.</summary>
    public const int Remembered = 8;

    /// <summary>So many changes in a row at one place alone, or returns within <see cref="Window"/>, are told.</summary>
    public const int Telling = 4;

    /// <summary>How long a return counts.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    private readonly Queue<CanonicalHash> _before = new();
    private readonly Queue<DateTimeOffset> _returns = new();
    private string? _place;
    private int _atPlace;

    /// <summary>Whether the backend gives the same few documents in turn, as two replicas do of which one is behind.</summary>
    public bool IsFlapping(DateTimeOffset now)
    {
        while (_returns.TryPeek(out var first) && now - first > Window) _returns.Dequeue();
        return _returns.Count >= Telling;
    }

    /// <summary>The document has changed.</summary>
    /// <returns>The only place that ever changes, once that is clear; else null.</returns>
    public string? Changed(JsonIndex old, JsonIndex next, JsonDiffer differ, DateTimeOffset now)
    {
        _before.Enqueue(old.Hash);
        if (_before.Count > Remembered) _before.Dequeue();
        if (_before.Contains(next.Hash))
        {
            _returns.Enqueue(now);
            if (_returns.Count > Remembered) _returns.Dequeue();
        }
        // Told or out of the question.
        if (_atPlace is < 0 or >= Telling) return null;
        var place = OnlyPlace(differ.Compute(old, next, DiffFormat.Patch));
        _atPlace = place is null || (_place ??= place) != place ? -1 : _atPlace + 1;
        return _atPlace == Telling ? place : null;
    }

    /// <summary>The pointer of the only value that a patch replaces; null where it does anything else.</summary>
    private static string? OnlyPlace(DiffResult patch)
    {
        using var operations = JsonDocument.Parse(patch.Utf8);
        if (operations.RootElement.ValueKind != JsonValueKind.Array || operations.RootElement.GetArrayLength() != 1) return null;
        var only = operations.RootElement[0];
        // As it is written: a name may have half of a surrogate pair in it, of which no text can be made.
        var path = only.GetProperty("path").GetRawText()[1..^1];
        return only.GetProperty("op").ValueEquals("replace") && path.Length > 0 ? path : null;
    }
}
