namespace Dendrite.Resources;

/// <summary>What was seen of an API, sorted so that it can be judged: every exchange, those with an answer, and the documents in their order.</summary>
internal sealed class Chart
{
    /// <param name="observations">The exchanges in their order.</param>
    public Chart(IReadOnlyList<Observation> observations)
    {
        ArgumentNullException.ThrowIfNull(observations);
        All = observations;
        Answers = [.. observations.Where(one => one.Status > 0)];
        var readings = new Dictionary<(byte[], string?), BodyReading>();
        Bodies = [.. Answers.Where(IsDocumentary).Select(answer => (answer, Read(answer, readings)))];
        ExaminedDocument[] read = [.. Bodies.Where(body => body.Reading.Document is not null).Select(body => new ExaminedDocument(body.Answer, body.Reading))];
        // A message of an error between documents is no change of theirs.
        ExaminedDocument[] documents = [.. read.Where(document => !DocumentTraits.IsError(document.Root))];
        if (documents.Length == 0) documents = read;
        Errors = read.Count(document => DocumentTraits.IsError(document.Root));
        Volatile = VolatileMembers.Of(documents);
        Documents = Volatile.Count == 0 ? documents : [.. documents.Select(document => document with { Core = VolatileMembers.Without(document.Root, Volatile) })];
        Steps = [.. Documents.Zip(Documents.Skip(1)).Where(pair => pair.First.Index.Hash != pair.Second.Index.Hash)];
    }

    /// <summary>Every exchange.</summary>
    public IReadOnlyList<Observation> All { get; }

    /// <summary>Those that had an answer.</summary>
    public IReadOnlyList<Observation> Answers { get; }

    /// <summary>The answers whose status says that the body is the document, whole ones, and what it is.</summary>
    public IReadOnlyList<(Observation Answer, BodyReading Reading)> Bodies { get; }

    /// <summary>How many answers were a document that is a message of an error.</summary>
    public int Errors { get; }

    /// <summary>The documents; messages of errors only where there is nothing else.</summary>
    public IReadOnlyList<ExaminedDocument> Documents { get; }

    /// <summary>The pointers of members that change with each answer and mean nothing.</summary>
    public IReadOnlyList<string> Volatile { get; }

    /// <summary>Two documents in a row that differ.</summary>
    public IReadOnlyList<(ExaminedDocument Before, ExaminedDocument After)> Steps { get; }

    /// <summary>The steps in which more than volatile members changed.</summary>
    public IEnumerable<(ExaminedDocument Before, ExaminedDocument After)> RealSteps => Steps.Where(step => step.Before.Core.Hash != step.After.Core.Hash);

    /// <summary>How long lies between the first document and the last.</summary>
    public TimeSpan Span => Documents.Count == 0 ? TimeSpan.Zero : Documents[^1].Answer.At - Documents[0].Answer.At;

    /// <summary>How long lies between two changes of the document, as far as was seen; null where it did not change.</summary>
    public TimeSpan? Pace => RealSteps.Count() is var steps and > 0 ? Span / steps : null;

    private static bool IsDocumentary(Observation one) =>
        one is { Status: >= 200 and < 300 and not (202 or 204 or 205 or 206 or 226), Failure: null, StrangeCoding: null, IsTooLarge: false };

    private static BodyReading Read(Observation answer, Dictionary<(byte[], string?), BodyReading> known)
    {
        // Arrays are compared as objects: equal bodies are one.
        var key = (answer.Body, MediaType.CharsetOf(answer.Fields));
        return known.TryGetValue(key, out var reading) ? reading : known[key] = BodyReading.Of(key.Body, key.Item2);
    }
}
