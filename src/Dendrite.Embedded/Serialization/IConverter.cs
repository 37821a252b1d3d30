namespace Orleans;

/// <summary>Converts values of a type that cannot be marked to a surrogate, which crosses calls in their place, and back.</summary>
public interface IConverter<TValue, TSurrogate>
    where TSurrogate : struct
{
    TValue ConvertFromSurrogate(in TSurrogate surrogate);

    TSurrogate ConvertToSurrogate(in TValue value);
}
