using System.Diagnostics;
using System.Reflection;

namespace Dendrite.Resilience.Injection;

/// <summary>
/// Builds what functions and objects need, when they need it. For each parameter the caller's value comes first, then the
/// constructor (by name, then by attribute), then the parameter's default; else the call fails with the reason. The
/// constructors of one call run beside each other, and only those run whose value the caller did not give; where one fails
/// for good, what the others built is disposed of. Set it up first; then any thread may use it.
/// </summary>
public sealed class Injector
{
    /// <summary>The trace source that failures go to when no log is given; listen to it, or set its level, by this name.</summary>
    public const string Channel = "dependencies";

    internal static readonly TraceSource DefaultSource = new(Channel, SourceLevels.Information);

    private readonly Dictionary<string, Constructor> _constructors = new(StringComparer.Ordinal);
    private readonly Action<DependencyFailure> _log;
    private long _failures;

    /// <param name="log">Told of each dependency that could not be built; the trace source <see cref="Channel"/> where null. It must not throw.</param>
    public Injector(Action<DependencyFailure>? log = null) => _log = log ?? LogToTrace;

    /// <summary>How many dependencies could not be built.</summary>
    public long Failures => Interlocked.Read(ref _failures);

    /// <summary>Says how the value of parameters and properties of a name is built.</summary>
    /// <param name="name">The name; case matters.</param>
    /// <param name="construct">Builds the value, for what the request says. It may be called on any thread.</param>
    /// <param name="mustSucceed">Whether a failure is thrown though there is a default to fall back on.</param>
    /// <returns>This.</returns>
    public Injector Provide(string name, Func<DependencyRequest, CancellationToken, ValueTask<object?>> construct, bool mustSucceed = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(construct);
        _constructors[name] = new(construct, mustSucceed);
        return this;
    }

    /// <summary>The same, for a constructor that takes no time.</summary>
    public Injector Provide(string name, Func<DependencyRequest, object?> construct, bool mustSucceed = false) =>
        Provide(name, (request, _) => new ValueTask<object?>(construct(request)), mustSucceed);

    /// <summary>Calls a function with what the caller gives and what must be built.</summary>
    /// <typeparam name="T">The type of its result; the result of its task where it gives one.</typeparam>
    /// <param name="function">Any delegate.</param>
    /// <param name="arguments">The caller's values by parameter name; a null value is a value. A parameter of type <see cref="CancellationToken"/> gets the token.</param>
    /// <param name="cancellationToken">Handed to the constructors and the function.</param>
    /// <exception cref="DependencyException">A value is missing.</exception>
    /// <exception cref="ArgumentException">An argument is no parameter of the function.</exception>
    public async ValueTask<T> CallAsync<T>(Delegate function, IReadOnlyDictionary<string, object?>? arguments = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(function);
        var target = FunctionName.Of(function.Method);
        var parameters = function.Method.GetParameters();
        var unknown = arguments?.Keys.Except(parameters.Select(p => p.Name), StringComparer.Ordinal).FirstOrDefault();
        if (unknown is not null) throw new ArgumentException($"'{target}' has no parameter '{unknown}'.", nameof(arguments));
        var built = new BuiltValues();
        object?[] values;
        try
        {
            values = await Task.WhenAll(parameters.Select(p => ValueOfAsync(target, p, arguments, built, cancellationToken))).ConfigureAwait(false);
        }
        catch
        {
            // Nobody else will have them.
            await built.DisposeAsync().ConfigureAwait(false);
            throw;
        }
        return await InvocationResult.OfAsync<T>(function, values).ConfigureAwait(false);
    }

    /// <summary>The synchronous form of <see cref="CallAsync{T}"/>; it blocks while dependencies are built.</summary>
    public T Call<T>(Delegate function, IReadOnlyDictionary<string, object?>? arguments = null) =>
        CallAsync<T>(function, arguments).AsTask().GetAwaiter().GetResult();

    /// <summary>
    /// Sets the properties of one object that can be built: those that have a constructor by name or attribute and are
    /// still null or their type's default. A property whose dependency fails keeps its value, unless it must succeed.
    /// </summary>
    /// <exception cref="DependencyException">A value that must be built could not.</exception>
    public async ValueTask PopulateAsync(object target, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(target);
        var type = target.GetType();
        var built = new BuiltValues();
        var jobs = from property in type.GetProperties(BindingFlags.Instance | BindingFlags.Public)
                   where property.SetMethod is { IsPublic: true } && property.GetIndexParameters().Length == 0
                   let constructor = ConstructorOf(property.Name, property)
                   where constructor is not null && IsUnset(property.GetValue(target), property.PropertyType)
                   select (Property: property, Built: BuildAsync(constructor, new(type.Name, property.Name, property.PropertyType), true, built, cancellationToken));
        var started = jobs.ToArray();
        try
        {
            await Task.WhenAll(started.Select(j => j.Built)).ConfigureAwait(false);
        }
        catch
        {
            await built.DisposeAsync().ConfigureAwait(false);
            throw;
        }
        foreach (var (property, build) in started)
        {
            var result = await build.ConfigureAwait(false);
            if (result.Succeeded) property.SetValue(target, result.Value);
        }
    }

    private async Task<object?> ValueOfAsync(
        string target, ParameterInfo parameter, IReadOnlyDictionary<string, object?>? arguments, BuiltValues built, CancellationToken cancellationToken)
    {
        var name = parameter.Name ?? "";
        if (arguments is not null && arguments.TryGetValue(name, out var given)) return given;
        var request = new DependencyRequest(target, name, parameter.ParameterType);
        if (ConstructorOf(name, parameter) is { } constructor)
        {
            var result = await BuildAsync(constructor, request, parameter.HasDefaultValue, built, cancellationToken).ConfigureAwait(false);
            if (result.Succeeded) return result.Value;
        }
        if (parameter.ParameterType == typeof(CancellationToken)) return cancellationToken;
        return parameter.HasDefaultValue ? parameter.DefaultValue : throw new DependencyException(request, null);
    }

    private async Task<(bool Succeeded, object? Value)> BuildAsync(Constructor constructor, DependencyRequest request, bool hasDefault, BuiltValues built, CancellationToken cancellationToken)
    {
        try
        {
            // A constructor that blocks must not hold up the others.
            var value = await Task.Run(() => constructor.Construct(request, cancellationToken).AsTask(), cancellationToken).ConfigureAwait(false);
            built.Add(value);
            return (true, value);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            Interlocked.Increment(ref _failures);
            var fallsBack = hasDefault && !constructor.MustSucceed;
            _log(new(request, e, fallsBack));
            return fallsBack ? (false, null) : throw new DependencyException(request, e);
        }
    }

    private Constructor? ConstructorOf(string name, ICustomAttributeProvider place)
    {
        if (_constructors.TryGetValue(name, out var constructor)) return constructor;
        var attribute = place.GetCustomAttributes(typeof(DependencyAttribute), true).Cast<DependencyAttribute>().FirstOrDefault();
        return attribute is null ? null : new(attribute.ConstructAsync, attribute.MustSucceed);
    }

    private static bool IsUnset(object? value, Type type) => value is null || (type.IsValueType && value.Equals(Activator.CreateInstance(type)));

    private static void LogToTrace(DependencyFailure failure) =>
        DefaultSource.TraceEvent(TraceEventType.Information, 1, "{0} of {1} could not be built: {2}", failure.Request.Name, failure.Request.Target, failure.Reason);

    private sealed record Constructor(Func<DependencyRequest, CancellationToken, ValueTask<object?>> Construct, bool MustSucceed);
}
