using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Dendrite.Resilience.Retries;

/// <summary>
/// Every attempt failed. It holds each failure in order, and its inner exception is the last. One handler can ask for
/// any of them: <c>catch (CompoundException e) when (e.Is&lt;SocketException&gt;())</c>.
/// </summary>
public sealed class CompoundException : Exception, IReadOnlyList<Exception>
{
    private readonly Exception[] _failures;

    /// <summary>Takes the failures in the order of the attempts.</summary>
    /// <param name="failures">At least one.</param>
    /// <param name="message">What was tried; a summary of the failures follows it. Null for "The call failed".</param>
    /// <exception cref="ArgumentException">There are no failures.</exception>
    public CompoundException(IEnumerable<Exception> failures, string? message = null) : this(Copy(failures), message)
    {
    }

    private CompoundException(Exception[] failures, string? message) : base(Describe(failures, message), failures[^1]) => _failures = failures;

    /// <summary>How many attempts failed.</summary>
    public int Count => _failures.Length;

    /// <summary>The failure of one attempt, from 0.</summary>
    public Exception this[int index] => _failures[index];

    /// <summary>Whether any failure, or what caused it, is a <typeparamref name="T"/>.</summary>
    public bool Is<T>() where T : Exception => Find<T>() is not null;

    /// <summary>The first <typeparamref name="T"/> among the failures and what caused them; null when there is none.</summary>
    public T? Find<T>() where T : Exception
    {
        foreach (var failure in _failures)
            if (Find<T>(failure) is { } found) return found;
        return null;
    }

    /// <summary>Tells whether any failure is a <typeparamref name="T"/>, and gives it.</summary>
    public bool Is<T>([NotNullWhen(true)] out T? found) where T : Exception
    {
        found = Find<T>();
        return found is not null;
    }

    /// <inheritdoc/>
    public IEnumerator<Exception> GetEnumerator() => ((IEnumerable<Exception>)_failures).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static T? Find<T>(Exception? exception) where T : Exception
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is T found) return found;
            IReadOnlyList<Exception> inners = exception switch
            {
                CompoundException compound => compound._failures,
                AggregateException aggregate => aggregate.InnerExceptions,
                _ => [],
            };
            foreach (var inner in inners)
                if (Find<T>(inner) is { } nested) return nested;
        }
        return null;
    }

    private static Exception[] Copy(IEnumerable<Exception> failures)
    {
        ArgumentNullException.ThrowIfNull(failures);
        Exception[] copy = [.. failures];
        return copy.Length > 0 ? copy : throw new ArgumentException("A compound of no failures is none.", nameof(failures));
    }

    private static string Describe(Exception[] failures, string? message)
    {
        var kinds = failures.GroupBy(f => f.GetType().Name).Select(g => g.Count() == 1 ? g.Key : $"{g.Key} × {g.Count()}");
        return $"{message ?? "The call failed"}: {failures.Length} failed ({string.Join(", ", kinds)}). The last: {failures[^1].Message}";
    }
}
