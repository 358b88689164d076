using CnnParams.Formats.Graphs;
using CnnParams.Layers;
using CnnParams.Shapes;
using Method = CnnParams.Formats.Caffe.Schema.Pooling.Types.PoolMethod;
using Round = CnnParams.Formats.Caffe.Schema.Pooling.Types.RoundMode;

namespace CnnParams.Formats.Caffe;

/// <summary>
/// Pooling, which rounds up where convolutions round down, with a clip of its own (pooling_layer.cpp).
/// </summary>
internal sealed class CaffePoolingRules : OperatorRules<CaffeLayer>
{
    public CaffePoolingRules()
    {
        Map("POOLING", Pool);
        Map(
            "SPP",
            layer =>
            {
                // 1, 4, 16, ... bins of each channel, in a row.
                uint height = layer.Proto.SppParam?.PyramidHeight ?? 0;
                long bins = height is > 0 and < 20
                    ? ((1L << (2 * (int)height)) - 1) / 3
                    : throw layer.Wrong($"has a pyramid_height of {height}; 1 to 19 are possible");
                layer.AddOperation(
                    WorkKind.ElementWise,
                    layer.Channels is { } channels ? Vector(checked(channels * bins)) : TensorShape.Unknown
                );
            }
        );
        Map(
            "ROIPOOLING",
            layer =>
                layer.AddOperation(
                    WorkKind.ElementWise,
                    layer.Channels is { } channels && layer.Proto.RoiPoolingParam is { } size
                        ? new TensorShape(channels, size.PooledH, size.PooledW).As(ShapeLayout.ChannelsFirst)
                        : TensorShape.Unknown
                )
        );
    }

    private static TensorShape Vector(long size) => new TensorShape(size).As(ShapeLayout.ChannelsFirst);

    private static void Pool(CaffeLayer layer)
    {
        var settings = layer.Proto.PoolingParam ?? throw layer.Wrong("has no pooling_param");
        // One output is the pool; a second is where the largest values were.
        if (settings.GlobalPooling)
        {
            layer.AddToFirst(PoolingLayers.OfAll(settings.Pool != Method.Ave, 2, keepDims: true));
            return;
        }

        var size =
            settings.HasKernelH && settings.HasKernelW
                ? new Extent(settings.KernelH, settings.KernelW)
                : new Extent(settings.KernelSize);
        var stride =
            settings.HasStrideH && settings.HasStrideW
                ? new Extent(settings.StrideH, settings.StrideW)
                : new Extent(settings.Stride);
        var padding =
            settings.HasPadH || settings.HasPadW ? Padding.Symmetric(settings.PadH, settings.PadW) : settings.Pad;
        var rounding =
            settings.RoundMode == Round.Floor || !settings.CeilMode ? WindowRounding.Floor : WindowRounding.CeilCaffe;
        layer.AddToFirst(PoolingLayers.Of(settings.Pool == Method.Max, 2, size, stride, padding, rounding));
    }
}
