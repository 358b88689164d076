using CnnParams.Formats.Writing;
using CnnParams.Layers;

namespace CnnParams.Formats.PyTorch.Writing;

/// <summary>torch.nn: normalisations.</summary>
internal sealed class PyTorchNormalizationWriting : LayerRules<PyTorchOutline>
{
    public PyTorchNormalizationWriting()
    {
        For<BatchNormalization>(
            (norm, layer, outline) =>
            {
                int rank = Math.Max(layer.InputShape.Rank - 1, 1);
                InexpressibleException.Unless(rank <= 3, "PyTorch normalises batches of at most three spatial axes");
                InexpressibleException.Unless(
                    norm.Axis is not { } axis
                        || PyTorchCalls.Dimension(axis, layer.InputShape) == layer.InputShape.GetChannelAxis() + 1,
                    "PyTorch normalises the channels"
                );
                Channelwise(
                    norm,
                    $"nn.BatchNorm{rank}d",
                    [],
                    PyTorchCalls.Named("track_running_stats", norm.TrackStatistics, byDefault: true),
                    true,
                    layer,
                    outline
                );
            }
        );
        For<InstanceNormalization>(
            (norm, layer, outline) =>
            {
                int rank = layer.InputShape.Rank - 1;
                InexpressibleException.Unless(rank is >= 1 and <= 3, "PyTorch normalises images of one to three axes");
                Channelwise(
                    norm,
                    $"nn.InstanceNorm{rank}d",
                    [],
                    PyTorchCalls.Named("track_running_stats", norm.TrackStatistics, byDefault: false),
                    false,
                    layer,
                    outline
                );
            }
        );
        For<GroupNormalization>(
            (norm, layer, outline) => Channelwise(norm, "nn.GroupNorm", [$"{norm.Groups}"], null, true, layer, outline)
        );
        For<LayerNormalization>(Normalize);
        For<LocalResponseNormalization>(
            (norm, layer, outline) =>
                outline.SetImage(layer, $"F.local_response_norm({outline.Image(layer)}, {norm.Size})")
        );
    }

    private static void Channelwise(
        ChannelNormalization norm,
        string type,
        string[] first,
        string? statistics,
        bool affineByDefault,
        WritableLayer layer,
        PyTorchOutline outline
    )
    {
        bool affine = norm.Scale || norm.Center;
        string module = PyTorchCalls.Call(
            type,
            [
                .. first,
                $"{PyTorchCalls.Channels(layer, norm.InputChannels)}",
                PyTorchCalls.Named("affine", affine, affineByDefault),
                statistics,
            ]
        );
        outline.SetImage(layer, $"{outline.Module(layer, Learned(norm, module, outline))}({outline.Image(layer)})");
    }

    // PyTorch has both or none; one alone is both without the other.
    private static string Learned(NormalizationLayer norm, string module, PyTorchOutline outline) =>
        (norm.Scale, norm.Center) switch
        {
            (true, false) => outline.Parts.Without(module, "bias"),
            (false, true) => outline.Parts.Without(module, "weight"),
            _ => module,
        };

    private static void Normalize(LayerNormalization norm, WritableLayer layer, PyTorchOutline outline)
    {
        var shape = layer.InputShape;
        int[] axes =
            norm.NormalizedShape.Count > 0
                ? [.. Enumerable.Range(shape.Rank - norm.NormalizedShape.Count + 1, norm.NormalizedShape.Count)]
                :
                [
                    .. (norm.Axis.Count > 0 ? norm.Axis : [-1])
                        .Select(axis => PyTorchCalls.Dimension(checked((int)axis), shape))
                        .Distinct()
                        .OrderBy(axis => axis),
                ];
        bool areLast = axes.SequenceEqual(Enumerable.Range(shape.Rank - axes.Length + 1, axes.Length));
        InexpressibleException.Unless(areLast || axes.Length == 1, "PyTorch normalises the last axes");
        InexpressibleException.Unless(
            !norm.IsRootMeanSquare || axes.Length == 1,
            "it divides by the mean square of several axes"
        );
        long[] sizes =
        [
            .. axes.Select(axis =>
                shape[axis - 1].Size ?? throw new InexpressibleException("the input values are not known")
            ),
        ];
        string module = norm.IsRootMeanSquare
            ? outline.Parts.RmsNorm(sizes[0], norm.Scale)
            : Learned(
                norm,
                PyTorchCalls.Call(
                    "nn.LayerNorm",
                    sizes.Length == 1 ? $"{sizes[0]}" : $"({PythonNames.List(sizes)})",
                    PyTorchCalls.Named("elementwise_affine", norm.Scale || norm.Center, byDefault: true)
                ),
                outline
            );
        string access = outline.Module(layer, module),
            x = outline.Plain(layer);
        outline.Set(layer, areLast ? $"{access}({x})" : $"{access}({x}.movedim({axes[0]}, -1)).movedim(-1, {axes[0]})");
    }
}
