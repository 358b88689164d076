using CnnParams.Formats.Folding;

namespace CnnParams.Formats.PythonSource;

/// <summary>An array of numbers as any framework takes it, NumPy's or one of another framework.</summary>
internal interface IArray
{
    /// <summary>All axes; null where they are not known.</summary>
    Shape? Shape { get; }

    string ElementType { get; }

    /// <summary>The values, where they are known.</summary>
    double[]? Values { get; }
}
