using CnnParams.Formats.Writing;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.Darknet.Writing;

/// <summary>The layers that Darknet has beside those with filters.</summary>
internal sealed class DarknetLayerWriting : LayerRules<DarknetOutline>
{
    public DarknetLayerWriting()
    {
        For<Input>((_, layer, outline) => outline.AddNetwork(layer));
        For<MaxPooling>(Pool);
        For<GlobalAveragePooling>(
            (pool, layer, outline) =>
            {
                InexpressibleException.Unless(pool.SpatialRank == 2, "Darknet pools images alone");
                outline.Add(layer, "avgpool", []);
            }
        );
        For<AdaptiveAveragePooling>(
            (pool, layer, outline) =>
            {
                InexpressibleException.Unless(
                    pool.SpatialRank == 2 && pool.OutputSize.IsAll(1),
                    "Darknet's mean is that of the whole image"
                );
                outline.Add(layer, "avgpool", []);
            }
        );
        For<Activation>(
            (activation, layer, outline) =>
            {
                if (outline.IsWritten(layer))
                    return;
                bool isVector =
                    layer.InputShape.Rank == 1 || (layer.InputShape.Rank == 3 && layer.InputShape.GetPositions() == 1);
                if (activation.Function == "linear")
                    outline.Pass(layer);
                else if (activation.Function == "softmax" && isVector)
                    outline.Add(layer, "softmax", []);
                else
                    outline.Add(
                        layer,
                        "activation",
                        [
                            (
                                "activation",
                                DarknetOutline.Function(activation)
                                    ?? throw new InexpressibleException(
                                        $"Darknet has no function {activation.Function} there"
                                    )
                            ),
                        ]
                    );
            }
        );
        For<BatchNormalization>(
            (norm, layer, outline) =>
            {
                if (!outline.IsWritten(layer))
                    throw new InexpressibleException(
                        "in Darknet, a normalisation is a part of a layer with filters or units that has no bias"
                    );
            }
        );
        For<Dropout>(
            (dropout, layer, outline) =>
            {
                InexpressibleException.Unless(dropout.Kind == DropoutKind.Dropout, $"Darknet has no {dropout.Kind}");
                outline.Add(layer, "dropout", [("probability", dropout.Rate)]);
            }
        );
        // Darknet's values lie in a row in any case.
        For<Flatten>(
            (flatten, layer, outline) =>
            {
                InexpressibleException.Unless(layer.OutputShape.Rank == 1, "Darknet makes rows of all values alone");
                outline.Pass(layer);
            }
        );
        For<Concatenate>(
            (concatenate, layer, outline) =>
            {
                InexpressibleException.Unless(IsAlongChannels(concatenate.Axis, layer), "Darknet joins channels");
                outline.AddRoute(layer, 0, []);
            }
        );
        For<Split>(
            (split, layer, outline) =>
            {
                InexpressibleException.Unless(
                    split.Sections is not null && IsAlongChannels(split.Axis, layer),
                    "Darknet cuts channels into equal parts"
                );
                for (int i = 0; i < layer.OutputShapes.Count; i++)
                    outline.AddRoute(layer, i, [("groups", layer.OutputShapes.Count), ("group_id", i)]);
            }
        );
        For<Merge>(
            (merge, layer, outline) =>
            {
                InexpressibleException.Unless(
                    merge.Operation == MergeOperation.Add
                        && layer.Reads.All(read => read.Shape.IsKnown && read.Shape.Equals(layer.InputShape)),
                    "Darknet adds tensors of one shape, and merges none otherwise"
                );
                var next = outline.OnlyReader(layer);
                string? function = next is null ? null : DarknetOutline.Function(next.Layer);
                outline.AddShortcut(layer, function ?? "linear", function is null ? null : next);
            }
        );
        For<UpSampling>(
            (up, layer, outline) =>
            {
                long factor = (up.Size ?? 2)[0];
                InexpressibleException.Unless(
                    up.SpatialRank == 2
                        && up.ScaleFactor.Count == 0
                        && (up.Size ?? 2).IsAll(factor)
                        && up.Interpolation == Interpolation.Nearest,
                    "Darknet repeats positions a whole number of times, the same on both axes"
                );
                outline.Add(layer, "upsample", [("stride", factor)]);
            }
        );
        // The channels come in an order of Darknet's own; there are as many.
        For<PixelUnshuffle>((shuffle, layer, outline) => outline.Add(layer, "reorg", [("stride", shuffle.Factor)]));
    }

    private static bool IsAlongChannels(int? axis, WritableLayer layer) =>
        axis is not { } given || Axis.Index(given, layer.InputShape, "Axis") == layer.InputShape.GetChannelAxis();

    // Darknet has one number for both ends: half of it, rounded down, comes before.
    private static void Pool(MaxPooling pool, WritableLayer layer, DarknetOutline outline)
    {
        InexpressibleException.Unless(pool.SpatialRank == 2, "Darknet pools images alone");
        var window = WindowNumbers.Of(pool, layer, roundsDown: true);
        long padding = window.Begin[0] + window.End[0];
        bool isSquare =
            window.Size[0] == window.Size[1]
            && window.Stride[0] == window.Stride[1]
            && window.Dilation.All(size => size == 1);
        bool isDarknets = Enumerable
            .Range(0, 2)
            .All(axis => window.Begin[axis] + window.End[axis] == padding && window.Begin[axis] == padding / 2);
        InexpressibleException.Unless(
            isSquare && isDarknets,
            "Darknet's windows are the same on both axes, with half of the padding before"
        );
        outline.Add(layer, "maxpool", [("size", window.Size[0]), ("stride", window.Stride[0]), ("padding", padding)]);
    }
}
