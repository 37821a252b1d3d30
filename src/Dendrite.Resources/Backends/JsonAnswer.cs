using Dendrite.Diff;
using Dendrite.Protocol;

namespace Dendrite.Resources;

/// <summary>Reads the document of an answer, as leniently as its backend is declared.</summary>
internal static class JsonAnswer
{
    /// <summary>The answer with its document read, and mended where that was needed; or the failure that it is.</summary>
    public static PollOutcome Read(PollOutcome.Answered answered, LenientDefinition lenient)
    {
        try
        {
            var read = LenientJson.Parse(answered.Document, new LenientJsonOptions { LastMemberWins = lenient.DuplicateMembers, NonFiniteAsNull = lenient.NonFiniteNumbers });
            var document = read.Index.Utf8.Length == answered.Document.Length ? answered.Document : read.Index.Utf8.ToArray();
            return answered with
            {
                Document = document,
                Index = read.Index,
                Notes =
                [
                    .. read.Duplicates.Select(pointer => $"The member {pointer} stands more than once in the backend's answer; the last counts."),
                    .. read.Replaced.Select(pointer => $"The number at {(pointer.Length == 0 ? "the root" : pointer)} of the backend's answer is none; it is read as null."),
                ],
            };
        }
        catch (JsonFormatException) when (IsEmpty(answered.Document))
        {
            return new PollOutcome.Failed(DendriteErrorCode.UpstreamEmpty, "The backend's answer is empty.", 200);
        }
        catch (JsonFormatException e)
        {
            var looks = ContentKind.Sniff(answered.Document) is { } kind ? $" (it looks like {kind})" : "";
            return new PollOutcome.Failed(DendriteErrorCode.UpstreamInvalidJson, $"The backend's answer is not valid JSON{looks}: {e.Message}");
        }
    }

    private static bool IsEmpty(ReadOnlySpan<byte> document)
    {
        if (document.StartsWith("\uFEFF"u8)) document = document[3..];
        return document.Trim(" \t\r\n"u8).IsEmpty;
    }
}
