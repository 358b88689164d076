namespace CnnParams.Auditing;

/// <summary>What a claim gives a figure of.</summary>
public enum ClaimedQuantity : long
{
    /// <summary>The output shape of a layer.</summary>
    OutputShape,

    /// <summary>The number of output values.</summary>
    ActivationSize,

    /// <summary>Parameters, as the view counts them.</summary>
    Parameters,

    /// <summary>Those that training changes.</summary>
    TrainableParameters,

    /// <summary>Those that training does not change.</summary>
    NonTrainableParameters,

    /// <summary>Multiply-accumulates.</summary>
    Macs,

    /// <summary>Bytes of the parameters, as a file or a memory holds them.</summary>
    WeightBytes,

    /// <summary>Arithmetic operations: two for each multiply-accumulate, and the rest.</summary>
    Flops,
}
