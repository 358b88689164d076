using CnnParams.Formats.TensorFlow.Operators;

namespace CnnParams.Formats.TensorFlow;

/// <summary>Images brought to a size.</summary>
internal sealed class ResizeOperators : TensorFlowRules
{
    public ResizeOperators()
    {
        Map("ResizeBilinear RESIZE_BILINEAR", call => Resize(call, "Bilinear"));
        Map("ResizeNearestNeighbor RESIZE_NEAREST_NEIGHBOR", call => Resize(call, "Nearest"));
        Map("ResizeBicubic", call => Resize(call, "Bicubic"));
        Map("ResizeArea", call => Resize(call, "Area"));
    }

    private static GraphLayer Resize(OperatorCall call, string interpolation) => new GraphLayer("Resize2D")
        .With("OutputSize", call.Wholes(1) ?? Written(call) ?? throw new UnknownOperatorException("the size that it makes is not known"))
        .With("Interpolation", interpolation);

    private static long[]? Written(OperatorCall call) =>
        call.Outputs[0].Sizes is { Count: 4 } sizes && sizes[1] is { } height && sizes[2] is { } width ? [height, width] : null;
}
