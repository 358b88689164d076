using CnnParams.Formats.Writing;
using CnnParams.Layers;

namespace CnnParams.Formats.PyTorch.Writing;

/// <summary>torch: several tensors made one, and attention.</summary>
internal sealed class PyTorchMergingWriting : LayerRules<PyTorchOutline>
{
    private static readonly Dictionary<MergeOperation, string> Signs = new()
    {
        [MergeOperation.Add] = " + ",
        [MergeOperation.Average] = " + ",
        [MergeOperation.Subtract] = " - ",
        [MergeOperation.Multiply] = " * ",
        [MergeOperation.Divide] = " / ",
    };

    public PyTorchMergingWriting()
    {
        For<Merge>(
            (merge, layer, outline) =>
                Together(
                    layer,
                    outline,
                    outline.AreImages(layer),
                    values =>
                        (merge.Operation, Signs.TryGetValue(merge.Operation, out string? sign)) switch
                        {
                            (MergeOperation.Average, _) => $"({string.Join(sign, values)}) / {values.Length}",
                            (_, true) => string.Join(sign, values),
                            (var operation, _) => values.Aggregate(
                                (left, right) => $"torch.{operation.ToString().ToLowerInvariant()}({left}, {right})"
                            ),
                        }
                )
        );
        For<Concatenate>(
            (concatenate, layer, outline) =>
            {
                var shape = layer.InputShape;
                int axis = concatenate.Axis is { } given
                    ? PyTorchCalls.Dimension(given, shape)
                    : shape.GetChannelAxis() + 1;
                bool areImages = outline.AreImages(layer) && axis == shape.GetChannelAxis() + 1;
                Together(
                    layer,
                    outline,
                    areImages,
                    values => $"torch.cat([{string.Join(", ", values)}], {(areImages ? 1 : axis)})"
                );
            }
        );
        For<MatMul>(
            (product, layer, outline) =>
                outline.Set(
                    layer,
                    $"torch.matmul({outline.Plain(layer)}{(product.TransposeA ? ".transpose(-2, -1)" : "")}, "
                        + $"{outline.Plain(layer, 1)}{(product.TransposeB ? ".transpose(-2, -1)" : "")})"
                )
        );
        For<MultiHeadAttention>(Attend);
    }

    private static void Together(
        WritableLayer layer,
        PyTorchOutline outline,
        bool areImages,
        Func<string[], string> expression
    )
    {
        string[] values =
        [
            .. layer.Reads.Select((_, i) => areImages ? outline.Image(layer, i) : outline.Plain(layer, i)),
        ];
        if (areImages)
            outline.SetImage(layer, expression(values));
        else
            outline.Set(layer, expression(values));
    }

    private static void Attend(MultiHeadAttention attention, WritableLayer layer, PyTorchOutline outline)
    {
        int count = layer.Reads.Count,
            value = count > 1 ? 1 : 0,
            key = count > 2 ? 2 : value;
        InexpressibleException.Unless(
            layer.Reads.All(read => read.Shape.Rank == 2),
            "PyTorch's attention has one axis of positions"
        );
        long query = PyTorchCalls.Features(layer.InputShape, attention.QueryFeatures);
        long keys = PyTorchCalls.Features(layer.Reads[key].Shape, attention.KeyFeatures),
            values = PyTorchCalls.Features(layer.Reads[value].Shape, attention.ValueFeatures);
        InexpressibleException.Unless(
            attention.Heads * attention.KeySize == query
                && (attention.ValueSize ?? attention.KeySize) == attention.KeySize
                && (attention.OutputSize ?? query) == query,
            "PyTorch's attention shares the features of the query among the heads, and gives as many"
        );
        string access = outline.Module(
            layer,
            PyTorchCalls.Call(
                "nn.MultiheadAttention",
                $"{query}",
                $"{attention.Heads}",
                PyTorchCalls.Named("bias", attention.UseBias, byDefault: true),
                PyTorchCalls.Named("add_bias_kv", attention.AddBiasKV, byDefault: false),
                PyTorchCalls.Named("add_zero_attn", attention.AddZeroAttention, byDefault: false),
                PyTorchCalls.Named("kdim", [keys], query),
                PyTorchCalls.Named("vdim", [values], query),
                "batch_first=True"
            )
        );
        outline.Set(
            layer,
            $"{access}({outline.Plain(layer)}, {outline.Plain(layer, key)}, {outline.Plain(layer, value)}, "
                + "need_weights=False)[0]"
        );
    }
}
