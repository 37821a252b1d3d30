using System.Runtime.ExceptionServices;

namespace Orleans.Serialization.Invocation;

/// <summary>How a call ended: with a result, with an exception, or with nothing to say.</summary>
public abstract class Response : IDisposable
{
    public static Response Completed { get; } = new Outcome(null, null);

    public abstract object? Result { get; set; }

    public abstract Exception? Exception { get; set; }

    public static Response FromException(Exception exception) => new Outcome(null, exception);

    public static Response FromResult<TResult>(TResult value) => new Outcome(value, null);

    public abstract T GetResult<T>();

    public abstract void Dispose();

    public override string ToString() => Exception is { } e ? e.ToString() : Result?.ToString() ?? "[null]";

    private sealed class Outcome(object? result, Exception? exception) : Response
    {
        public override object? Result
        {
            get
            {
                if (exception is not null) ExceptionDispatchInfo.Throw(exception);
                return result;
            }
            set => result = value;
        }

        public override Exception? Exception
        {
            get => exception;
            set => exception = value;
        }

        public override T GetResult<T>() => Result is { } value ? (T)value : default!;

        public override void Dispose()
        {
        }
    }
}
