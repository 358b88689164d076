using CnnParams.Formats.Onnx.Inference;
using CnnParams.Layers;

namespace CnnParams.Formats.Onnx.Building;

/// <summary>
/// The sum after a product with weights: exports of a dense layer with a bias have both operators, and it is one layer.
/// </summary>
internal static class DenseBias
{
    /// <summary>Makes the sum the bias of the layer before.</summary>
    /// <returns>The name of that layer; null where the sum is something else.</returns>
    internal static string? Fold(OnnxCall call, GraphScope scope, LayerList layers)
    {
        if (call.Operator != "Add" || call.Inputs.Count != 2)
            return null;
        int constant = call.Input(1).IsConstant ? 1 : 0;
        var (product, bias) = (call.Input(1 - constant), call.Input(constant));
        if (
            product.Layer is not { } name
            || !bias.IsConstant
            || bias.Source?.Tensors() is not [var tensor]
            || !scope.IsReadOnce(call.Node.Inputs[1 - constant])
        )
            return null;
        if (
            layers.Of(name) is not Dense { UseBias: false } dense
            || tensor.Count != dense.Units
            || bias.Shape is not { Rank: > 0 } shape
            || shape[shape.Rank - 1].Value != dense.Units
        )
            return null;

        var stored = (dense.Stored ?? new Dictionary<string, StoredTensor>()).ToDictionary(
            pair => pair.Key,
            pair => pair.Value,
            StringComparer.Ordinal
        );
        stored["bias"] = new StoredTensor(tensor.Name, tensor.ElementType.DataType());
        layers.Replace(
            new Dense
            {
                Name = dense.Name,
                Inputs = dense.Inputs,
                Stored = stored,
                Units = dense.Units,
                InputFeatures = dense.InputFeatures,
            }
        );
        return name;
    }
}
