using CnnParams.Formats.Folding;
using CnnParams.Formats.Onnx.Inference;
using CnnParams.Layers;
using CnnParams.Shapes;

namespace CnnParams.Formats.Onnx.Building;

/// <summary>
/// Products of constants alone: learned queries that go through a projection, a table of positions through a small
/// network. Every run computes them, so they are layers that read a row of weights; two factors of one weight are a
/// product beside the weight that they make.
/// </summary>
internal static class ConstantProducts
{
    private static readonly HashSet<string> Products = new(StringComparer.Ordinal)
    {
        "MatMul",
        "Gemm",
        "Conv",
        "ConvTranspose",
        "Einsum",
        "LSTM",
        "GRU",
        "RNN",
    };

    /// <summary>Whether a run multiplies where constants alone are read.</summary>
    internal static bool Is(OnnxCall call, IReadOnlyList<Value> outputs) =>
        call.Node.Domain.Length == 0
        && Products.Contains(call.Operator)
        // Products of vectors measure a weight (its largest singular value); they are no layers.
        && outputs is [{ Elements: null, Shape: { Rank: > 1 } }, ..];

    /// <summary>
    /// What such an operator reads first, with the batch among its axes if it is there; null where it cannot be told
    /// from a weight.
    /// </summary>
    /// <param name="call">The operator.</param>
    /// <param name="batch">The samples of the network's input.</param>
    internal static Shape? Data(OnnxCall call, Size batch)
    {
        if (call.Shape is not { Rank: > 1 } shape)
            return null;
        if (SampleShapes.BatchAxis(shape) >= 0)
            return shape;
        int[] ones = [.. Enumerable.Range(0, shape.Rank).Where(axis => shape[axis].Value == 1)];
        bool hasBias = call.Operator == "Gemm" && call.Has(2);
        return batch.Value switch
        {
            // A matrix may be one of two factors of a weight.
            _ when shape.Rank < 3 && !hasBias => null,
            1 => ones.Length == 1 ? shape.With(ones[0], batch) : shape,
            // The samples that a file fixes may be merged with other axes, or not be there.
            > 1 and var samples when shape.Axes.Any(size => size.Value % samples == 0) => null,
            _ => shape,
        };
    }

    /// <summary>Its row.</summary>
    /// <param name="value">What the operator reads.</param>
    /// <param name="name">A name for a row of what is not learned.</param>
    /// <param name="shape">The shape of one sample.</param>
    /// <param name="isLearned">Whether a tensor is learned.</param>
    internal static Layer Row(Value value, string name, TensorShape shape, Func<StoredWeight, bool> isLearned)
    {
        var tensors = (value.Source?.Tensors() ?? []).Where(isLearned).ToArray();
        return tensors.Length > 0
            ? ParameterRow.Of(tensors[0].Name, tensors, shape)
            : new Operation
            {
                Name = name,
                OperatorType = "Constant",
                Kind = WorkKind.DataMovement,
                OutputShape = shape,
            };
    }
}
