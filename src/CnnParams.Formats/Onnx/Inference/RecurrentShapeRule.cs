using CnnParams.Formats.Folding;

namespace CnnParams.Formats.Onnx.Inference;

/// <summary>Recurrent operators: all outputs, the last one, and the last cell of an LSTM, for each direction.</summary>
internal sealed class RecurrentShapeRule : ShapeRule
{
    internal override IEnumerable<string> Operators => ["LSTM", "GRU", "RNN"];

    internal override IReadOnlyList<Value> Outputs(OnnxCall call)
    {
        bool batchFirst = call.Node.Number("layout", 0) == 1;
        Size steps = call.Shape is { Rank: 3 } shape ? shape[batchFirst ? 1 : 0] : Size.Unknown;
        Size batch = call.Shape is { Rank: 3 } input ? input[batchFirst ? 0 : 1] : Size.Unknown;
        Size units = Units(call) ?? Size.Unknown;
        Size directions = Directions(call);
        var all = batchFirst ? new Shape(batch, steps, directions, units) : new Shape(steps, directions, batch, units);
        var last = batchFirst ? new Shape(batch, directions, units) : new Shape(directions, batch, units);
        return [call.Like(all), call.Like(last), call.Like(last)];
    }

    /// <summary>One direction, or two.</summary>
    internal static long Directions(OnnxCall call) =>
        call.Node.Text("direction").Equals("bidirectional", StringComparison.OrdinalIgnoreCase) ? 2 : 1;

    /// <summary>
    /// The number of units, from the attribute or from the matrix of the state; null where neither says it.
    /// </summary>
    internal static Size? Units(OnnxCall call) =>
        call.Node.Has("hidden_size") ? call.Node.Number("hidden_size", 0)
        : call.Input(2).Shape is { Rank: 3 } matrix ? matrix[2]
        : null;
}
