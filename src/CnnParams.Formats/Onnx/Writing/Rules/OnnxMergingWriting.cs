using CnnParams.Formats.Writing;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.Onnx.Writing.Rules;

/// <summary>Several tensors made one.</summary>
internal sealed class OnnxMergingWriting : LayerRules<OnnxOutline>
{
    public OnnxMergingWriting()
    {
        For<Merge>(
            (merge, layer, outline) =>
            {
                bool areImages = outline.AreImages(layer),
                    areTwo = layer.Reads.Count == 2;
                string type = merge.Operation switch
                {
                    MergeOperation.Add => areTwo ? "Add" : "Sum",
                    MergeOperation.Subtract => "Sub",
                    MergeOperation.Multiply => "Mul",
                    MergeOperation.Divide => "Div",
                    MergeOperation.Average => "Mean",
                    MergeOperation.Maximum => "Max",
                    _ => "Min",
                };
                InexpressibleException.Unless(
                    type != "Mul" || areTwo,
                    "ONNX multiplies two tensors; write it as several layers"
                );
                outline.Set(layer, areImages, type, Reads(layer, areImages, outline));
            }
        );
        For<Concatenate>(
            (concatenate, layer, outline) =>
            {
                int axis = concatenate.Axis is { } given
                    ? Axis.Index(given, layer.InputShape, "Axis")
                    : layer.InputShape.GetChannelAxis();
                bool areImages = outline.AreImages(layer) && axis == layer.InputShape.GetChannelAxis();
                outline.Set(
                    layer,
                    areImages,
                    "Concat",
                    Reads(layer, areImages, outline),
                    OnnxAttribute.Of("axis", areImages ? 1 : axis + 1)
                );
            }
        );
        For<MatMul>(
            (product, layer, outline) =>
                outline.SetPlain(
                    layer,
                    "MatMul",
                    [Factor(layer, 0, product.TransposeA, outline), Factor(layer, 1, product.TransposeB, outline)]
                )
        );
    }

    private static string[] Reads(WritableLayer layer, bool areImages, OnnxOutline outline) =>
        [.. layer.Reads.Select((_, i) => areImages ? outline.Image(layer, i) : outline.Plain(layer, i))];

    private static string Factor(WritableLayer layer, int index, bool isTransposed, OnnxOutline outline)
    {
        string x = outline.Plain(layer, index);
        int rank = layer.Reads[index].Shape.Rank;
        return isTransposed
            ? outline.Step(
                layer,
                index == 0 ? "left" : "right",
                "Transpose",
                [x],
                OnnxAttribute.Of("perm", [.. Enumerable.Range(0, rank - 1).Select(axis => (long)axis), rank, rank - 1])
            )
            : x;
    }
}
