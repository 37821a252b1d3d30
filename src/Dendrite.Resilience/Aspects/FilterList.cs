using System.Collections;
using System.Collections.Immutable;

namespace Dendrite.Resilience.Aspects;

/// <summary>
/// Filters in the order in which they run. Any thread may change it while calls run: a call uses the list as it was when
/// it got there, the next call the list as it is then.
/// </summary>
/// <typeparam name="TFilter">A delegate type.</typeparam>
public sealed class FilterList<TFilter> : IReadOnlyList<TFilter> where TFilter : Delegate
{
    private ImmutableArray<TFilter> _filters = [];

    /// <summary>The list as it is now; it does not change afterwards.</summary>
    public ImmutableArray<TFilter> Current => _filters;

    /// <inheritdoc/>
    public int Count => Current.Length;

    /// <inheritdoc/>
    public TFilter this[int index] => Current[index];

    /// <summary>Adds one at the end.</summary>
    public void Add(TFilter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        Change(f => f.Add(filter));
    }

    /// <summary>Puts one before the filter at <paramref name="index"/>.</summary>
    public void Insert(int index, TFilter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        Change(f => f.Insert(index, filter));
    }

    /// <summary>Takes out the first that equals <paramref name="filter"/>, if there is one.</summary>
    public void Remove(TFilter filter) => Change(f => f.Remove(filter));

    /// <summary>Puts other filters in the place of all.</summary>
    public void Replace(params IEnumerable<TFilter> filters)
    {
        ImmutableArray<TFilter> all = [.. filters];
        Change(_ => all);
    }

    /// <summary>Takes out all.</summary>
    public void Clear() => Change(_ => []);

    /// <inheritdoc/>
    public IEnumerator<TFilter> GetEnumerator() => ((IEnumerable<TFilter>)Current).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private void Change(Func<ImmutableArray<TFilter>, ImmutableArray<TFilter>> change) => ImmutableInterlocked.Update(ref _filters, change);
}
