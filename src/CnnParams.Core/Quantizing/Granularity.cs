namespace CnnParams.Quantizing;

/// <summary>What has a scale of its own.</summary>
public enum Granularity : long
{
    /// <summary>
    /// What the tool of the format does when it is not told: TensorFlow Lite one scale for each output channel of
    /// convolutions and one for all units, onnxruntime one for each tensor.
    /// </summary>
    Usual,

    /// <summary>Each output channel of a convolution, and each unit.</summary>
    PerChannel,

    /// <summary>Each tensor.</summary>
    PerTensor,
}
