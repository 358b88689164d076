using CnnParams.Formats.Onnx.Inference;

namespace CnnParams.Formats.Onnx.Building;

/// <summary>
/// Masks of attention: square tensors that are added to scores, or choose among them, before those go through a
/// softmax. A table of learned positions has the same form, but something else is done with what it is added to.
/// </summary>
internal static class Masks
{
    /// <summary>
    /// What lies between a mask and the softmax is a few operators on single values, or of form alone.
    /// </summary>
    private const int MostBetween = 16;

    private static readonly HashSet<string> Masking = new(StringComparer.Ordinal)
    {
        "Add",
        "Sub",
        "Mul",
        "Where",
        "Max",
        "Min",
        "Sum",
        "And",
        "Or",
    };

    private static readonly HashSet<string> Between = new(StringComparer.Ordinal)
    {
        "Add",
        "Sub",
        "Mul",
        "Div",
        "Where",
        "Max",
        "Min",
        "Sum",
        "Clip",
        "Cast",
        "Identity",
        "Reshape",
        "Squeeze",
        "Unsqueeze",
        "Expand",
        "Transpose",
        "Dropout",
    };

    /// <summary>Whether a tensor that an operator reads is a mask.</summary>
    internal static bool IsOne(StoredWeight weight, OnnxCall call, GraphScope scope)
    {
        if (!IsSquare(weight, call))
            return false;
        // A mask has two numbers, one of which leaves a score as it is; more are learned, or at least settings of the
        // network.
        if ((weight.Distinct ?? weight.Sampled?.Invoke()) is { } distinct)
            return distinct is [_, _] && distinct.Contains(0) && LeadsToSoftmax(call, scope);
        return weight.Sizes is [.., 1, _, _] && LeadsToSoftmax(call, scope);
    }

    /// <summary>Whether a tensor is taken for a mask by its form alone: the file does not hold its numbers.</summary>
    internal static bool IsAssumed(StoredWeight weight, OnnxCall call, GraphScope scope) =>
        IsSquare(weight, call)
        && weight.Distinct is null
        && weight.Sampled?.Invoke() is null
        && weight.ElementType.IsReal()
        && IsOne(weight, call, scope);

    private static bool IsSquare(StoredWeight weight, OnnxCall call) =>
        Masking.Contains(call.Operator) && weight.Sizes is [.., var rows, var columns] && rows == columns && rows >= 2;

    private static bool LeadsToSoftmax(OnnxCall call, GraphScope scope)
    {
        var waiting = new Queue<string>(call.Node.Outputs);
        for (int seen = 0; waiting.Count > 0 && seen < MostBetween; seen++)
        {
            foreach (var reader in scope.Readers(waiting.Dequeue()))
            {
                if (reader.Operator is "Softmax" or "LogSoftmax")
                    return true;
                if (!Between.Contains(reader.Operator))
                    continue;
                foreach (string output in reader.Outputs)
                    waiting.Enqueue(output);
            }
        }

        return false;
    }
}
