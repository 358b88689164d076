using CnnParams.Formats.Onnx.Inference;
using CnnParams.Layers;

namespace CnnParams.Formats.Onnx.Building.Rules;

/// <summary>Layers that slide a window over an image. Both the shapes and the network come from them.</summary>
internal static class WindowLayers
{
    private static readonly Dictionary<string, Func<OnnxCall, Layer?>> Makers = new(StringComparer.Ordinal)
    {
        ["Conv"] = Convolution,
        ["FusedConv"] = Convolution,
        ["ConvInteger"] = Convolution,
        ["QLinearConv"] = Convolution,
        ["ConvTranspose"] = Transposed,
        ["DeformConv"] = Deformable,
        ["MaxPool"] = MaxPool,
        ["AveragePool"] = AveragePool,
        ["QLinearAveragePool"] = AveragePool,
        ["LpPool"] = PowerPool,
        ["GlobalAveragePool"] = GlobalAverage,
        ["QLinearGlobalAveragePool"] = GlobalAverage,
        ["GlobalMaxPool"] = GlobalMax,
    };

    internal static IEnumerable<string> Operators => Makers.Keys;

    /// <summary>The layer of an operator; null where the operator is used as no layer can be.</summary>
    /// <exception cref="LayerException">A setting has an impossible value.</exception>
    internal static Layer? Create(OnnxCall call) => Makers[call.Operator](call);

    /// <summary>
    /// The inputs that hold the kernel and the bias; after scales and zero points in quantised operators.
    /// </summary>
    internal static (int Kernel, int Bias) Weights(string name) =>
        name switch
        {
            "QLinearConv" => (3, 8),
            "ConvInteger" => (1, int.MaxValue),
            "DeformConv" => (1, 3),
            _ => (1, 2),
        };

    private static long[]? Kernel(OnnxCall call)
    {
        var shape = call.Input(Weights(call.Operator).Kernel).Shape;
        return OnnxWindowSettings.Rank(shape) is null ? null : OnnxBroadcasting.Numbers(shape);
    }

    private static bool HasBias(OnnxCall call) => call.Has(Weights(call.Operator).Bias);

    private static Convolution? Convolution(OnnxCall call)
    {
        if (Kernel(call) is not { } kernel)
            return null;
        long groups = call.Node.Number("group", 1);
        return new Convolution(kernel.Length - 2)
        {
            Filters = kernel[0],
            KernelSize = new([.. kernel.Skip(2)]),
            Groups = groups,
            InputChannels = checked(kernel[1] * groups),
            Stride = OnnxWindowSettings.Extent(call.Node, "strides"),
            Dilation = OnnxWindowSettings.Extent(call.Node, "dilations"),
            Padding = OnnxWindowSettings.Padding(call.Node, kernel.Length - 2),
            UseBias = HasBias(call),
        };
    }

    private static TransposedConvolution? Transposed(OnnxCall call)
    {
        if (Kernel(call) is not { } kernel || TransposedPadding.Of(call, kernel) is not { } pads)
            return null;
        long groups = call.Node.Number("group", 1);
        return new TransposedConvolution(kernel.Length - 2)
        {
            Filters = checked(kernel[1] * groups),
            KernelSize = new([.. kernel.Skip(2)]),
            Groups = groups,
            InputChannels = kernel[0],
            Stride = OnnxWindowSettings.Extent(call.Node, "strides"),
            Dilation = OnnxWindowSettings.Extent(call.Node, "dilations"),
            Padding = pads.Padding,
            OutputPadding = pads.Added,
            UseBias = HasBias(call),
        };
    }

    private static DeformableConvolution? Deformable(OnnxCall call) =>
        Kernel(call) is not { Length: 4 } kernel
            ? null
            : new DeformableConvolution
            {
                Filters = kernel[0],
                KernelSize = new([.. kernel.Skip(2)]),
                Groups = call.Node.Number("group", 1),
                OffsetGroups = call.Node.Number("offset_group", 1),
                InputChannels = checked(kernel[1] * call.Node.Number("group", 1)),
                Stride = OnnxWindowSettings.Extent(call.Node, "strides"),
                Dilation = OnnxWindowSettings.Extent(call.Node, "dilations"),
                Padding = OnnxWindowSettings.Padding(call.Node, 2),
                UseBias = HasBias(call),
            };

    private static MaxPooling? MaxPool(OnnxCall call) =>
        call.Node.Numbers("kernel_shape") is not { Length: >= 1 and <= 3 } window
            ? null
            : new MaxPooling(window.Length)
            {
                PoolSize = new(window),
                Stride = OnnxWindowSettings.Extent(call.Node, "strides"),
                Dilation = OnnxWindowSettings.Extent(call.Node, "dilations"),
                Padding = OnnxWindowSettings.Padding(call.Node, window.Length),
                CeilMode = Rounding(call),
            };

    private static AveragePooling? AveragePool(OnnxCall call) =>
        call.Node.Numbers("kernel_shape") is not { Length: >= 1 and <= 3 } window || !IsDense(call)
            ? null
            : new AveragePooling(window.Length)
            {
                PoolSize = new(window),
                Stride = OnnxWindowSettings.Extent(call.Node, "strides"),
                Padding = OnnxWindowSettings.Padding(call.Node, window.Length),
                CeilMode = Rounding(call),
                CountIncludePad = call.Node.Number("count_include_pad", 0) != 0,
            };

    private static LPPooling? PowerPool(OnnxCall call) =>
        call.Node.Numbers("kernel_shape") is not { Length: 1 or 2 } window || !IsDense(call)
            ? null
            : new LPPooling(window.Length)
            {
                PoolSize = new(window),
                Stride = OnnxWindowSettings.Extent(call.Node, "strides"),
                Padding = OnnxWindowSettings.Padding(call.Node, window.Length),
                CeilMode = Rounding(call),
                NormType = call.Node.Number("p", 2),
            };

    private static GlobalAveragePooling? GlobalAverage(OnnxCall call) =>
        OnnxWindowSettings.Rank(call.Shape) is not { } rank ? null : new GlobalAveragePooling(rank) { KeepDims = true };

    private static GlobalMaxPooling? GlobalMax(OnnxCall call) =>
        OnnxWindowSettings.Rank(call.Shape) is not { } rank ? null : new GlobalMaxPooling(rank) { KeepDims = true };

    private static Shapes.WindowRounding Rounding(OnnxCall call) =>
        call.Node.Number("ceil_mode", 0) == 1 ? Shapes.WindowRounding.Ceil : Shapes.WindowRounding.Floor;

    // Only a pooling of the largest value has a dilation here.
    private static bool IsDense(OnnxCall call) => call.Node.Numbers("dilations")?.All(size => size == 1) ?? true;
}
