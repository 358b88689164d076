using CnnParams.Formats.Writing;
using CnnParams.Layers;

namespace CnnParams.Formats.Onnx.Writing.Rules;

/// <summary>MaxPool, AveragePool, LpPool and their global forms.</summary>
internal sealed class OnnxPoolingWriting : LayerRules<OnnxOutline>
{
    public OnnxPoolingWriting()
    {
        For<MaxPooling>(
            (pool, layer, outline) =>
                Pool(pool, "MaxPool", window => [OnnxAttribute.Of("dilations", window.Dilation)], layer, outline)
        );
        For<AveragePooling>(
            (pool, layer, outline) =>
                Pool(
                    pool,
                    "AveragePool",
                    _ => [OnnxAttribute.Of("count_include_pad", pool.CountIncludePad ? 1 : 0)],
                    layer,
                    outline
                )
        );
        For<LPPooling>(
            (pool, layer, outline) =>
            {
                InexpressibleException.Unless(pool.NormType % 1 == 0, "ONNX has whole powers alone");
                Pool(pool, "LpPool", _ => [OnnxAttribute.Of("p", (long)pool.NormType)], layer, outline);
            }
        );
        For<AdaptiveMaxPooling>((pool, layer, outline) => Adaptive(pool, "MaxPool", layer, outline));
        For<AdaptiveAveragePooling>((pool, layer, outline) => Adaptive(pool, "AveragePool", layer, outline));
        For<GlobalMaxPooling>((pool, layer, outline) => Global(pool, "GlobalMaxPool", layer, outline));
        For<GlobalAveragePooling>((pool, layer, outline) => Global(pool, "GlobalAveragePool", layer, outline));
    }

    // ONNX rounds upward without PyTorch's rule for the last window; padding at the end says the same in numbers.
    private static void Pool(
        Pooling pool,
        string type,
        Func<WindowNumbers, OnnxAttribute[]> rest,
        WritableLayer layer,
        OnnxOutline outline
    )
    {
        var window = WindowNumbers.Of(pool, layer, roundsDown: true);
        outline.SetImage(
            layer,
            type,
            [outline.Image(layer)],
            [
                .. Window(window.Size, window.Stride),
                OnnxAttribute.Of("pads", window.Begin.Concat(window.End)),
                .. rest(window),
            ]
        );
    }

    private static void Adaptive(AdaptivePooling pool, string type, WritableLayer layer, OnnxOutline outline)
    {
        long[] sizes = WindowNumbers.ToFit(pool, layer);
        outline.SetImage(layer, type, [outline.Image(layer)], Window(sizes, sizes));
    }

    private static void Global(GlobalPooling pool, string type, WritableLayer layer, OnnxOutline outline)
    {
        if (pool.KeepDims)
            outline.SetImage(layer, type, [outline.Image(layer)]);
        else
            outline.SetPlain(
                layer,
                "Flatten",
                [outline.Step(layer, "pool", type, [outline.Image(layer)])],
                OnnxAttribute.Of("axis", 1)
            );
    }

    private static OnnxAttribute[] Window(long[] size, long[] stride) =>
        [OnnxAttribute.Of("kernel_shape", size), OnnxAttribute.Of("strides", stride)];
}
