using System.Globalization;
using System.Text;
using Dendrite.Resources;

namespace Dendrite.Doctor;

/// <summary>A request of an examination to a scripted API.</summary>
/// <param name="Number">Which one it is, from 0 on.</param>
/// <param name="At">When it is sent, by the clock of the examiner.</param>
/// <param name="Sent">Its condition.</param>
internal sealed record ApiRequest(int Number, DateTimeOffset At, Validators? Sent)
{
    public double Seconds => (At - ScriptedApi.Start).TotalSeconds;

    /// <summary>The time as HTTP writes it, so many seconds from now.</summary>
    public string Date(double ahead = 0) => At.AddSeconds(ahead).ToString("R", CultureInfo.InvariantCulture);
}

/// <summary>An answer of a scripted API. The fields are lines divided by bars; JSON and the date are in them unless they are given.</summary>
internal sealed record ApiReply(int Status, string Fields, byte[] Body)
{
    public TimeSpan Took { get; init; } = TimeSpan.FromMilliseconds(40);

    public string? Failure { get; init; }

    public long? Transferred { get; init; }

    public string? StrangeCoding { get; init; }

    public bool IsTooLarge { get; init; }

    public IReadOnlyList<RedirectHop> Redirects { get; init; } = [];

    public string? RedirectRefusal { get; init; }

    /// <summary>Who answers in the end.</summary>
    public Uri? Address { get; init; }

    public static ApiReply Json(string body, string fields = "") => new(200, fields, Encoding.UTF8.GetBytes(body));

    public static ApiReply Empty(int status, string fields = "") => new(status, fields, []);

    /// <summary>A document under a tag, and 304 where that is known.</summary>
    public static ApiReply Tagged(ApiRequest request, string body, string tag, string fields = "") =>
        request.Sent?.ETag == tag ? Empty(304, $"ETag: {tag}|{fields}") : Json(body, $"ETag: {tag}|{fields}");
}

/// <summary>Examines a scripted API as the command does, in no time.</summary>
internal static class ScriptedApi
{
    public static readonly DateTimeOffset Start = ScriptedResponse.Received;
    public static readonly Uri Url = new("https://api.example/v1/tasks");

    public static BackendDefinition Backend => new() { Name = "api.example", BaseAddress = new Uri("https://api.example/"), Public = true };

    public static IReadOnlyList<Observation> Watch(Func<ApiRequest, ApiReply> script, TimeSpan? length = null)
    {
        var plan = new ExaminationPlan(Start, length ?? TimeSpan.FromSeconds(60));
        var seen = new List<Observation>();
        var bodies = new List<byte[]>();
        while (plan.Next(seen) is { } next)
        {
            Assert.True(seen.Count < 100, "the plan has no end");
            var reply = script(new ApiRequest(seen.Count, next.At, next.Validators));
            var body = bodies.Find(known => known.AsSpan().SequenceEqual(reply.Body)) ?? reply.Body;
            bodies.Add(body);
            seen.Add(new Observation
            {
                At = next.At,
                Sent = next.Validators,
                Status = reply.Status,
                Took = reply.Took,
                Body = body,
                Transferred = reply.Transferred ?? body.Length,
                Failure = reply.Failure,
                StrangeCoding = reply.StrangeCoding,
                IsTooLarge = reply.IsTooLarge,
                Redirects = reply.Redirects,
                RedirectRefusal = reply.RedirectRefusal,
                Address = reply.Address ?? Url,
                Fields = ScriptedResponse.Of(WithUsual(reply, next.At)),
            });
        }
        return seen;
    }

    public static Diagnosis Examine(Func<ApiRequest, ApiReply> script, TimeSpan? length = null) => Diagnosis.Of(Watch(script, length), Backend);

    private static string WithUsual(ApiReply reply, DateTimeOffset at)
    {
        var fields = reply.Fields;
        if (!Has("Content-Type") && reply.Body.Length > 0) fields += "|Content-Type: application/json";
        if (!Has("Date") && reply.Status > 0) fields += $"|Date: {at.ToString("R", CultureInfo.InvariantCulture)}";
        return fields;

        bool Has(string name) => reply.Fields.Split('|').Any(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase));
    }
}
