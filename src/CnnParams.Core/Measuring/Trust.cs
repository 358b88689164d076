namespace CnnParams.Measuring;

/// <summary>How far a number can be trusted.</summary>
public enum Trust : long
{
    /// <summary>It is the number.</summary>
    Exact,

    /// <summary>It is at least the number: something beside it could not be counted.</summary>
    LowerBound,

    /// <summary>There is no number.</summary>
    Unknown,

    /// <summary>It is the number by the settings, which something else in the source contradicts.</summary>
    Contradicted,

    /// <summary>It is the number if what is assumed of the source is so, which the source does not say.</summary>
    Assumed,
}
