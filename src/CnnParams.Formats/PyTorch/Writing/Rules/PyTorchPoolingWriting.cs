using CnnParams.Formats.Writing;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.PyTorch.Writing;

/// <summary>torch.nn.functional: pooling.</summary>
internal sealed class PyTorchPoolingWriting : LayerRules<PyTorchOutline>
{
    public PyTorchPoolingWriting()
    {
        For<MaxPooling>(
            (pool, layer, outline) => Pool(pool, "max_pool", ", value=float('-inf')", null, layer, outline)
        );
        For<AveragePooling>(
            (pool, layer, outline) =>
                Pool(
                    pool,
                    "avg_pool",
                    "",
                    PyTorchCalls.Named("count_include_pad", pool.CountIncludePad, byDefault: true),
                    layer,
                    outline
                )
        );
        For<LPPooling>(
            (pool, layer, outline) =>
            {
                InexpressibleException.Unless(pool.SpatialRank < 3, "PyTorch has it for one and two axes");
                var (image, window, rounding) = Window(pool, "", takesPadding: false, layer, outline);
                outline.SetImage(
                    layer,
                    PyTorchCalls.Call(
                        $"F.lp_pool{pool.SpatialRank}d",
                        image,
                        PythonNames.Number(pool.NormType),
                        PythonNames.Tuple(window.Size),
                        Stride(window),
                        rounding
                    )
                );
            }
        );
        For<AdaptiveMaxPooling>((pool, layer, outline) => Adaptive(pool, "max", layer, outline));
        For<AdaptiveAveragePooling>((pool, layer, outline) => Adaptive(pool, "avg", layer, outline));
        For<GlobalMaxPooling>((pool, layer, outline) => Global(pool, "amax", layer, outline));
        For<GlobalAveragePooling>((pool, layer, outline) => Global(pool, "mean", layer, outline));
    }

    private static void Pool(
        Pooling pool,
        string function,
        string filler,
        string? counting,
        WritableLayer layer,
        PyTorchOutline outline
    )
    {
        var (image, window, rounding) = Window(pool, filler, takesPadding: true, layer, outline);
        outline.SetImage(
            layer,
            PyTorchCalls.Call(
                $"F.{function}{pool.SpatialRank}d",
                image,
                PythonNames.Tuple(window.Size),
                Stride(window),
                PyTorchCalls.Named("padding", window.Begin, 0),
                PyTorchCalls.Named("dilation", window.Dilation, 1),
                rounding,
                counting
            )
        );
    }

    // Rounding and padding that PyTorch does not have become padding in front.
    private static (string Image, WindowNumbers Window, string? Rounding) Window(
        Pooling pool,
        string filler,
        bool takesPadding,
        WritableLayer layer,
        PyTorchOutline outline
    )
    {
        string image = outline.Image(layer);
        bool isPyTorchs = pool.CeilMode != WindowRounding.CeilCaffe;
        var window = WindowNumbers.Of(pool, layer, roundsDown: !isPyTorchs);
        bool fits = Enumerable.Range(0, pool.SpatialRank).All(axis => window.Begin[axis] <= window.Size[axis] / 2);
        if (isPyTorchs && (window.IsUnpadded || (takesPadding && window.IsSymmetric && fits)))
            return (image, window, pool.CeilMode == WindowRounding.Ceil ? "ceil_mode=True" : null);

        window = WindowNumbers.Of(pool, layer, roundsDown: true);
        long[] none = new long[pool.SpatialRank];
        return (
            PyTorchCalls.Pad(image, window.Begin, window.End, filler),
            window with
            {
                Begin = none,
                End = none,
            },
            null
        );
    }

    private static string? Stride(WindowNumbers window) =>
        window.Stride.SequenceEqual(window.Size) ? null : $"stride={PythonNames.Tuple(window.Stride)}";

    private static void Adaptive(AdaptivePooling pool, string kind, WritableLayer layer, PyTorchOutline outline)
    {
        long[] sizes = WindowNumbers.PerAxis(pool.OutputSize, pool.SpatialRank);
        string size = sizes.Any(axis => axis == 0)
            ? $"({string.Join(", ", sizes.Select(axis => axis == 0 ? "None" : $"{axis}"))}{(sizes.Length == 1 ? "," : "")})"
            : PythonNames.Tuple(sizes);
        outline.SetImage(layer, $"F.adaptive_{kind}_pool{pool.SpatialRank}d({outline.Image(layer)}, {size})");
    }

    private static void Global(GlobalPooling pool, string function, WritableLayer layer, PyTorchOutline outline)
    {
        string axes =
            pool.SpatialRank == 1
                ? "2"
                : $"({PythonNames.List(Enumerable.Range(2, pool.SpatialRank).Select(axis => (long)axis))})";
        outline.SetImage(
            layer,
            PyTorchCalls.Call(
                $"torch.{function}",
                outline.Image(layer),
                axes,
                PyTorchCalls.Named("keepdim", pool.KeepDims, byDefault: false)
            )
        );
    }
}
