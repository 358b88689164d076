using CnnParams.Formats.TensorFlow.Operators;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.TensorFlow;

/// <summary>Images brought to a size.</summary>
internal sealed class ResizeOperators : TensorFlowRules
{
    public ResizeOperators()
    {
        Map("ResizeBilinear RESIZE_BILINEAR", call => Resize(call, Interpolation.Bilinear));
        Map("ResizeNearestNeighbor RESIZE_NEAREST_NEIGHBOR", call => Resize(call, Interpolation.Nearest));
        Map("ResizeBicubic", call => Resize(call, Interpolation.Bicubic));
        Map("ResizeArea", call => Resize(call, Interpolation.Area));
    }

    private static Resize Resize(OperatorCall call, Interpolation interpolation) =>
        Layers.Resize.OfFile(
            new Extent(
                call.Wholes(1)
                    ?? Written(call)
                    ?? throw new UnknownOperatorException("the size that it makes is not known")
            ),
            2,
            interpolation
        );

    private static long[]? Written(OperatorCall call) =>
        call.Outputs[0].Sizes is { Count: 4 } sizes && sizes[1] is { } height && sizes[2] is { } width
            ? [height, width]
            : null;
}
