using System.Management.Automation;
using CnnParams.PowerShell.Completion;

namespace CnnParams.PowerShell.Commands;

/// <summary>
/// The settings of all layer types as New-CnnLayer declares them: names, other frameworks' words, completions. They
/// take any value: the layer type says what is right, and its error names the layer. A test holds them to the layer
/// types.
/// </summary>
internal sealed class LayerSettingParameters
{
    /// <summary>The layers that it reads, by name; the layer before when not given.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(LayerNameCompleter))]
    [Alias("InputName", "From")]
    public object? Inputs { get; set; }

    /// <summary>The shape of one sample, batch not counted: 32,32,3 for height, width, channels.</summary>
    [Parameter]
    [Alias("InputShape")]
    public object? Shape { get; set; }

    /// <summary>Where shapes have their channels: ChannelsLast or ChannelsFirst.</summary>
    [Parameter]
    [ValueCompletions("ChannelsLast", "ChannelsFirst")]
    [Alias("DataFormat")]
    public object? Layout { get; set; }

    /// <summary>How the parameters of the network are counted unless asked otherwise.</summary>
    [Parameter]
    [ValueCompletions("Keras", "PyTorch", "File", "StateDict", "Folded")]
    public object? View { get; set; }

    /// <summary>The number of filters: the output channels.</summary>
    [Parameter]
    [Alias("OutChannels", "OutputChannels", "NumOutput")]
    public object? Filters { get; set; }

    /// <summary>The size of a filter: 5, or one per axis as 5,3 or '5x3'.</summary>
    [Parameter]
    [Alias("Kernel", "KernelShape")]
    public object? KernelSize { get; set; }

    /// <summary>The size of a pooling window.</summary>
    [Parameter]
    [Alias("PoolingSize")]
    public object? PoolSize { get; set; }

    /// <summary>Positions from one window to the next.</summary>
    [Parameter]
    [Alias("Strides")]
    public object? Stride { get; set; }

    /// <summary>valid, same, same_lower, zeros as a number, one per axis, or pairs begin:end per axis.</summary>
    [Parameter]
    [ValueCompletions("valid", "same", "same_lower", "causal")]
    [Alias("Pad", "Pads")]
    public object? Padding { get; set; }

    /// <summary>Positions added at the end of what a transposed convolution gives.</summary>
    [Parameter]
    public object? OutputPadding { get; set; }

    /// <summary>Positions from one value of a filter to the next.</summary>
    [Parameter]
    [Alias("Dilations", "DilationRate")]
    public object? Dilation { get; set; }

    /// <summary>Groups of channels that do not see each other.</summary>
    [Parameter]
    [Alias("Group", "NumGroups")]
    public object? Groups { get; set; }

    /// <summary>Groups of channels that share their offsets in a deformable convolution.</summary>
    [Parameter]
    [Alias("DeformableGroups")]
    public object? OffsetGroups { get; set; }

    /// <summary>The sets of filters that a conditional convolution mixes.</summary>
    [Parameter]
    [Alias("NumExperts")]
    public object? Experts { get; set; }

    /// <summary>Filters for each channel of a depthwise convolution.</summary>
    [Parameter]
    public object? DepthMultiplier { get; set; }

    /// <summary>The number of connected pairs of input channel and filter, where not all are.</summary>
    [Parameter]
    public object? Connections { get; set; }

    /// <summary>Whether there is a learned bias.</summary>
    [Parameter]
    [ValueCompletions("$true", "$false")]
    [Alias("Bias")]
    public object? UseBias { get; set; }

    /// <summary>The input channels, where they must be stated.</summary>
    [Parameter]
    [Alias("InChannels", "NumFeatures", "NumChannels", "Channels")]
    public object? InputChannels { get; set; }

    /// <summary>The input values of a unit, where they must be stated.</summary>
    [Parameter]
    [Alias("InFeatures", "InputSize")]
    public object? InputFeatures { get; set; }

    /// <summary>The number of units (neurons).</summary>
    [Parameter]
    [Alias("OutFeatures", "Neurons", "HiddenSize")]
    public object? Units { get; set; }

    /// <summary>
    /// How the last window is rounded: Floor, Ceil (PyTorch's ceil_mode) or CeilCaffe; $true is Ceil.
    /// </summary>
    [Parameter]
    [ValueCompletions("Floor", "Ceil", "CeilCaffe")]
    public object? CeilMode { get; set; }

    /// <summary>Whether padding counts in a mean.</summary>
    [Parameter]
    [ValueCompletions("$true", "$false")]
    public object? CountIncludePad { get; set; }

    /// <summary>The norm of an LP pooling.</summary>
    [Parameter]
    public object? NormType { get; set; }

    /// <summary>Whether the spatial axes stay, with size 1.</summary>
    [Parameter]
    [ValueCompletions("$true", "$false")]
    public object? KeepDims { get; set; }

    /// <summary>The size that is wanted of a pooling, a resize or an attention.</summary>
    [Parameter]
    public object? OutputSize { get; set; }

    /// <summary>How a border is filled: Constant, Reflect, Replicate or Circular.</summary>
    [Parameter]
    [ValueCompletions("Constant", "Reflect", "Replicate", "Circular")]
    [Alias("PaddingMode")]
    public object? Mode { get; set; }

    /// <summary>What is cut off at each side.</summary>
    [Parameter]
    public object? Cropping { get; set; }

    /// <summary>A factor for each axis, or the width of a normalisation.</summary>
    [Parameter]
    public object? Size { get; set; }

    /// <summary>A factor that need not be whole, for each axis.</summary>
    [Parameter]
    [Alias("OutputRatio")]
    public object? ScaleFactor { get; set; }

    /// <summary>How values between positions are found: Nearest, Bilinear, ...</summary>
    [Parameter]
    [ValueCompletions("Nearest", "Bilinear", "Bicubic", "Area")]
    public object? Interpolation { get; set; }

    /// <summary>The factor of a pixel shuffle.</summary>
    [Parameter]
    [Alias("UpscaleFactor", "DownscaleFactor")]
    public object? Factor { get; set; }

    /// <summary>The new shape; one axis may be -1.</summary>
    [Parameter]
    public object? TargetShape { get; set; }

    /// <summary>The axes in their new order, counted from 1.</summary>
    [Parameter]
    [Alias("Dims")]
    public object? Order { get; set; }

    /// <summary>The first axis that is merged, counted from 1.</summary>
    [Parameter]
    [Alias("StartDim")]
    public object? StartAxis { get; set; }

    /// <summary>The last axis that is merged, counted from 1.</summary>
    [Parameter]
    [Alias("EndDim")]
    public object? EndAxis { get; set; }

    /// <summary>An axis, or several, counted from 1; negative numbers count from the end.</summary>
    [Parameter]
    [Alias("Axes", "Dim")]
    public object? Axis { get; set; }

    /// <summary>The first position that is kept, counted from 0.</summary>
    [Parameter]
    public object? Start { get; set; }

    /// <summary>The position after the last that is kept.</summary>
    [Parameter]
    [Alias("Stop")]
    public object? End { get; set; }

    /// <summary>Positions from one that is kept to the next.</summary>
    [Parameter]
    public object? Step { get; set; }

    /// <summary>The number of equal parts.</summary>
    [Parameter]
    public object? Sections { get; set; }

    /// <summary>The sizes of the parts.</summary>
    [Parameter]
    public object? Sizes { get; set; }

    /// <summary>Whether the first matrix is transposed.</summary>
    [Parameter]
    [ValueCompletions("$true", "$false")]
    public object? TransposeA { get; set; }

    /// <summary>Whether the second matrix is transposed.</summary>
    [Parameter]
    [ValueCompletions("$true", "$false")]
    public object? TransposeB { get; set; }

    /// <summary>The number of rows of an embedding.</summary>
    [Parameter]
    [Alias("NumEmbeddings", "InputDim")]
    public object? VocabularySize { get; set; }

    /// <summary>The number of values of each row of an embedding.</summary>
    [Parameter]
    [Alias("EmbeddingDim", "OutputDim")]
    public object? EmbeddingSize { get; set; }

    /// <summary>The function of an activation: relu, sigmoid, softmax, ...</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ActivationFunctionCompleter))]
    [Alias("ActivationFunction")]
    public object? Function { get; set; }

    /// <summary>The axes over which the parameters of a PReLU are shared, counted from 1.</summary>
    [Parameter]
    public object? SharedAxes { get; set; }

    /// <summary>The number of parameters of a PReLU: 1, or one per channel.</summary>
    [Parameter]
    [Alias("NumParameters")]
    public object? ParameterCount { get; set; }

    /// <summary>Whether there is a learned factor (gamma).</summary>
    [Parameter]
    [ValueCompletions("$true", "$false")]
    public object? Scale { get; set; }

    /// <summary>Whether there is a learned offset (beta).</summary>
    [Parameter]
    [ValueCompletions("$true", "$false")]
    public object? Center { get; set; }

    /// <summary>Whether there are both, as PyTorch has it.</summary>
    [Parameter]
    [ValueCompletions("$true", "$false")]
    [Alias("ElementwiseAffine")]
    public object? Affine { get; set; }

    /// <summary>Whether a running mean and variance are kept.</summary>
    [Parameter]
    [ValueCompletions("$true", "$false")]
    [Alias("TrackRunningStats")]
    public object? TrackStatistics { get; set; }

    /// <summary>The last axes that are normalised, as PyTorch gives them.</summary>
    [Parameter]
    public object? NormalizedShape { get; set; }

    /// <summary>Whether mean and variance are given, and not adapted.</summary>
    [Parameter]
    [ValueCompletions("$true", "$false")]
    public object? Fixed { get; set; }

    /// <summary>Whether a recurrent layer gives every step, not the last alone.</summary>
    [Parameter]
    [ValueCompletions("$true", "$false")]
    public object? ReturnSequences { get; set; }

    /// <summary>Whether the final states are further outputs.</summary>
    [Parameter]
    [ValueCompletions("$true", "$false")]
    public object? ReturnState { get; set; }

    /// <summary>Whether the gates of an LSTM see its cell's state.</summary>
    [Parameter]
    [ValueCompletions("$true", "$false")]
    [Alias("Peepholes")]
    public object? UsePeepholes { get; set; }

    /// <summary>The bias vectors of a recurrent layer: 1 (Keras) or 2 (PyTorch).</summary>
    [Parameter]
    [ValueCompletions("1", "2")]
    public object? BiasCount { get; set; }

    /// <summary>Whether a GRU resets after the product (Keras's reset_after).</summary>
    [Parameter]
    [ValueCompletions("$true", "$false")]
    public object? ResetAfter { get; set; }

    /// <summary>Whether a recurrent layer also reads backwards.</summary>
    [Parameter]
    [ValueCompletions("$true", "$false")]
    public object? Bidirectional { get; set; }

    /// <summary>How the two directions are merged: Concat, Sum, Multiply or Average.</summary>
    [Parameter]
    [ValueCompletions("Concat", "Sum", "Multiply", "Average")]
    public object? MergeMode { get; set; }

    /// <summary>The number of stacked recurrent layers.</summary>
    [Parameter]
    [Alias("NumLayers")]
    public object? LayerCount { get; set; }

    /// <summary>The size that an LSTM's output is projected to.</summary>
    [Parameter]
    [Alias("ProjSize")]
    public object? ProjectionSize { get; set; }

    /// <summary>The layer that a wrapper applies.</summary>
    [Parameter]
    public object? Layer { get; set; }

    /// <summary>The number of heads of an attention.</summary>
    [Parameter]
    [Alias("NumHeads")]
    public object? Heads { get; set; }

    /// <summary>The size of a key of one head.</summary>
    [Parameter]
    [Alias("KeyDim")]
    public object? KeySize { get; set; }

    /// <summary>The size of a value of one head.</summary>
    [Parameter]
    [Alias("ValueDim")]
    public object? ValueSize { get; set; }

    /// <summary>The features of the queries, where they must be stated.</summary>
    [Parameter]
    public object? QueryFeatures { get; set; }

    /// <summary>The features of the keys.</summary>
    [Parameter]
    [Alias("KDim")]
    public object? KeyFeatures { get; set; }

    /// <summary>The features of the values.</summary>
    [Parameter]
    [Alias("VDim")]
    public object? ValueFeatures { get; set; }

    /// <summary>Whether a learned key and value are appended.</summary>
    [Parameter]
    [ValueCompletions("$true", "$false")]
    public object? AddBiasKV { get; set; }

    /// <summary>Whether a key and a value of zeros are appended.</summary>
    [Parameter]
    [ValueCompletions("$true", "$false")]
    public object? AddZeroAttention { get; set; }

    /// <summary>How often a vector is repeated.</summary>
    [Parameter]
    public object? Times { get; set; }

    /// <summary>The share of values that are left out.</summary>
    [Parameter]
    [Alias("DropoutRate")]
    public object? Rate { get; set; }

    /// <summary>The weights by name and shape: 'kernel:3x4','bias:4'.</summary>
    [Parameter]
    public object? Tensors { get; set; }

    /// <summary>Whether the tensors are all weights of an operation that is not understood.</summary>
    [Parameter]
    [ValueCompletions("$true", "$false")]
    public object? WeightsKnown { get; set; }

    /// <summary>The output shape, where the layer cannot tell.</summary>
    [Parameter]
    public object? OutputShape { get; set; }

    /// <summary>The name of an operator that has no type here.</summary>
    [Parameter]
    public object? OperatorType { get; set; }

    /// <summary>What kind of arithmetic an operator does, where that is known.</summary>
    [Parameter]
    [ValueCompletions("Unknown", "DataMovement", "ElementWise", "Activation", "MatrixProduct")]
    public object? Kind { get; set; }

    /// <summary>Whether training changes the weights.</summary>
    [Parameter]
    [ValueCompletions("$true", "$false")]
    public object? Trainable { get; set; }

    /// <summary>The type of the layer's weights and of the output values, for sizes in memory.</summary>
    [Parameter]
    [ValueCompletions("Float32", "Float16", "BFloat16", "Float8", "Int8", "Int4")]
    [Alias("DType")]
    public object? DataType { get; set; }

    /// <summary>The layer whose weights this one uses; they are counted once.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(LayerNameCompleter))]
    [Alias("SharedWith")]
    public object? WeightsFrom { get; set; }
}
