using CnnParams.Formats.Writing;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.Caffe.Writing.Rules;

/// <summary>Layers that join tensors, cut them or give them other shapes.</summary>
internal sealed class CaffeJoiningWriting : LayerRules<CaffeOutline>
{
    public CaffeJoiningWriting()
    {
        For<Concatenate>(
            (concatenate, layer, outline) =>
            {
                int axis = concatenate.Axis is { } given
                    ? Axis.Index(given, layer.InputShape, "Axis")
                    : layer.InputShape.GetChannelAxis();
                int caffes = CaffeOutline.Axis(axis, layer.InputShape);
                outline.Add(
                    layer,
                    "Concat",
                    caffes == 1 ? "" : Prototxt.Message("concat_param", Prototxt.Field("axis", (long)caffes))
                );
            }
        );
        For<Merge>(
            (merge, layer, outline) =>
            {
                InexpressibleException.Unless(
                    layer.Reads.All(read => read.Shape.IsKnown && read.Shape.Equals(layer.InputShape)),
                    "Caffe's Eltwise takes tensors of one shape, and repeats none"
                );
                outline.Add(
                    layer,
                    "Eltwise",
                    merge.Operation switch
                    {
                        MergeOperation.Add => "",
                        MergeOperation.Multiply => "eltwise_param { operation: PROD }",
                        MergeOperation.Maximum => "eltwise_param { operation: MAX }",
                        MergeOperation.Subtract => "eltwise_param { operation: SUM coeff: 1 coeff: -1 }",
                        MergeOperation.Average => Prototxt.Message(
                            "eltwise_param",
                            [
                                .. layer
                                    .Reads.Select(_ => Prototxt.Field("coeff", 1.0 / layer.Reads.Count))
                                    .Prepend("operation: SUM"),
                            ]
                        ),
                        _ => throw new InexpressibleException($"Caffe has no {merge.Operation} of tensors"),
                    }
                );
            }
        );
        For<Split>(
            (split, layer, outline) =>
            {
                int axis = split.Axis is { } given
                    ? Axis.Index(given, layer.InputShape, "Axis")
                    : layer.InputShape.GetChannelAxis();
                var points = new List<string>
                {
                    Prototxt.Field("axis", (long)CaffeOutline.Axis(axis, layer.InputShape)),
                };
                long at = 0;
                foreach (var part in layer.OutputShapes.Take(layer.OutputShapes.Count - 1))
                    points.Add(
                        Prototxt.Field(
                            "slice_point",
                            at = checked(
                                at
                                + (
                                    part.Dimensions[axis].Size
                                    ?? throw new InexpressibleException("the size of its parts is open")
                                )
                            )
                        )
                    );
                outline.AddParts(layer, "Slice", Prototxt.Message("slice_param", [.. points]));
            }
        );
        For<Flatten>(
            (flatten, layer, outline) =>
            {
                int from = Axis.Index(flatten.StartAxis, layer.InputShape, "StartAxis"),
                    to = Axis.Index(flatten.EndAxis, layer.InputShape, "EndAxis");
                bool isWhole = from == 0 && to == layer.InputShape.Rank - 1;
                if (!isWhole)
                    CaffeOutline.NeedsOrder(layer);
                outline.Add(
                    layer,
                    "Flatten",
                    isWhole
                        ? ""
                        : Prototxt.Message(
                            "flatten_param",
                            Prototxt.Field("axis", from + 1L),
                            Prototxt.Field("end_axis", to + 1L)
                        )
                );
            }
        );
        For<Reshape>(
            (reshape, layer, outline) =>
            {
                CaffeOutline.NeedsOrder(layer);
                InexpressibleException.Unless(
                    !TurnedTensors.IsTurnable(layer.OutputShape),
                    "Caffe has channels first, and its values are in another order there"
                );
                outline.Add(
                    layer,
                    "Reshape",
                    $"reshape_param {{ shape {{ "
                        + $"{string.Join(" ", reshape.TargetShape.Prepend(0).Select(size => Prototxt.Field("dim", size)))} "
                        + $"}} }}"
                );
            }
        );
    }
}
