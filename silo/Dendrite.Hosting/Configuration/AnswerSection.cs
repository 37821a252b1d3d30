using Dendrite.Contracts.Configuration;
using Dendrite.Resources;

namespace Dendrite.Hosting.Configuration;

/// <summary>Reads what a backend, or a rule of its paths, says of answers that are not to be believed.</summary>
internal static class AnswerSection
{
    public static IReadOnlyList<string>? ReadIgnore(SectionReader reader, IReadOnlyList<string>? unset)
    {
        const string Key = nameof(BackendDefinition.Ignore);
        if (!reader.HasAny(Key)) return unset;
        var pointers = reader.List(Key, []);
        foreach (var pointer in pointers)
            if (AnswerGuard.FaultOfPointer(pointer) is { } fault) reader.Fault(Key, $"has '{pointer}', {fault}");
        return pointers;
    }

    public static string? ReadMonotonic(SectionReader reader)
    {
        const string Key = nameof(BackendDefinition.Monotonic);
        var mark = reader.Text(Key);
        if (mark is not null && AnswerGuard.FaultOfMark(mark) is { } fault) reader.Fault(Key, $"is '{mark}', {fault}");
        return mark;
    }
}
