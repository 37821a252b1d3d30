namespace Orleans;

/// <summary>Whether members of a serializable type get their ids without an attribute.</summary>
public enum GenerateFieldIds
{
    /// <summary>Only the members with an <see cref="IdAttribute"/> are the type's value.</summary>
    None,

    /// <summary>The public properties are, if no member has an <see cref="IdAttribute"/>.</summary>
    PublicProperties,
}
