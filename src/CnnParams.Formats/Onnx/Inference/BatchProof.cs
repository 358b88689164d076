using CnnParams.Formats.Folding;

namespace CnnParams.Formats.Onnx.Inference;

/// <summary>
/// Whether an operator works on each sample for itself. Where a file fixes a batch of several samples, a layer knows
/// one of them only as long as that is so; what is computed of several samples together is not known for one.
/// </summary>
internal static class BatchProof
{
    /// <summary>Whether every output that is read has the batch, and no sample sees another.</summary>
    /// <param name="call">The operator.</param>
    /// <param name="outputs">What is known of its outputs.</param>
    /// <param name="isRead">Whether anything reads an output.</param>
    internal static bool Holds(OnnxCall call, IReadOnlyList<Value> outputs, Func<string, bool> isRead)
    {
        if (!call.Inputs.Any(input => !input.IsKnown && HasSamples(input.Shape)))
            return true;
        if (call.Inputs.Any(input => !input.IsKnown && Mixes(call, input.Shape, HasSamples)))
            return false;
        return outputs
            .Where((output, i) => output.Elements is null && isRead(call.Node.Outputs[i]))
            .All(output => IsFollowed(call, output.Shape));
    }

    /// <summary>
    /// Whether the only sample of a file may be one of several axes of one position, none of which is known to be it.
    /// </summary>
    internal static bool IsLost(Shape? shape) =>
        shape is not null
        && shape.Axes.All(axis => axis.Value is not null)
        && !shape.Axes.Any(axis => axis.IsBatch)
        && shape.Axes.Any(axis => axis.IsNumber && axis.Factor == 1);

    /// <summary>
    /// Whether an operator works along the axis that is taken for the only sample, as attention and recurrences do
    /// along steps.
    /// </summary>
    internal static bool WorksAlongSample(OnnxCall call, IReadOnlyList<Value> outputs) =>
        call.Inputs.Any(input => !input.IsKnown && Mixes(call, input.Shape, size => size.HasBatch))
        || (
            call.Operator == "MatMul"
            && outputs is [{ Shape: { } shape }]
            && shape.Axes.SelectMany(size => size.Symbols).Count(symbol => symbol.IsBatch) > 1
        );

    private static bool HasSamples(Shape? shape) => shape is not null && shape.Axes.Any(HasSamples);

    private static bool HasSamples(Size size) =>
        size.Symbols.Any(symbol => symbol is { IsBatch: true, NeedsProof: true });

    // Once, in one axis. A shape of which nothing is known claims nothing; the scale of a quantised tensor is one of
    // all of it.
    private static bool IsFollowed(OnnxCall call, Shape? shape) =>
        shape is null
        || (shape.Rank == 0 && call.Operator == "DynamicQuantizeLinear")
        || shape.Axes.SelectMany(size => size.Symbols).Count(symbol => symbol.IsBatch) == 1;

    // Operators that keep the shape, and compute along axes.
    private static bool Mixes(OnnxCall call, Shape? shape, Func<Size, bool> hasSamples)
    {
        if (shape is null || shape != call.Shape)
            return false;
        bool Has(int? axis) => axis is { } at && hasSamples(shape[at]);
        bool HasFrom(int? axis) => axis is { } from && shape.Axes.Skip(from).Any(hasSamples);
        switch (call.Operator)
        {
            case "Softmax" or "LogSoftmax" or "Hardmax":
                return call.Node.Version >= 13 || call.Node.Domain.Length > 0
                    ? Has(shape.Index(call.Node.Number("axis", -1)))
                    : HasFrom(shape.Index(call.Node.Number("axis", 1)));
            case "LayerNormalization" or "RMSNormalization" or "SimplifiedLayerNormalization":
                return HasFrom(shape.Index(call.Node.Number("axis", -1)));
            case "InstanceNormalization" or "GroupNormalization" or "LRN":
                return HasFrom(1);
            case "BatchNormalization":
                return HasFrom(2);
            case "LSTM" or "GRU" or "RNN":
                return shape.Rank == 3 && !hasSamples(shape[call.Node.Number("layout", 0) == 1 ? 0 : 1]);
            case "CumSum":
                return call.Input(1).Whole is not [var place] || Has(shape.Index(place));
            case "TopK" or "ArgMax" or "ArgMin" or "LpNormalization" or "ReverseSequence":
                return Has(
                    shape.Index(call.Node.Number("axis", call.Operator is "TopK" or "LpNormalization" ? -1 : 0))
                );
            default:
                return false;
        }
    }
}
