using CnnParams.Shapes;

namespace CnnParams.Measuring;

/// <summary>What a layer and a block have in common, as far as networks are compared by it.</summary>
internal interface IMeasured
{
    /// <summary>Its name.</summary>
    string Name { get; }

    /// <summary>Its type.</summary>
    string Type { get; }

    /// <summary>What comes out of it, of one sample.</summary>
    TensorShape OutputShape { get; }

    /// <summary>Its parameters; null where they are not known.</summary>
    long? Parameters { get; }

    /// <summary>Its multiply-accumulates; null where they are not known.</summary>
    long? Macs { get; }

    /// <summary>Its output values; null where they are not known.</summary>
    long? ActivationSize { get; }
}
