using CnnParams.Formats.Folding;
using CnnParams.Formats.Onnx.Graph;
using CnnParams.Formats.Onnx.Inference;

namespace CnnParams.Formats.Onnx.Building;

/// <summary>
/// Operators with graphs of their own. Their layers are part of the network: of both branches, unless shapes alone tell
/// which is taken; of a body that repeats once, since how often it does is often not known.
/// </summary>
internal sealed class Subgraphs(GraphRunner runner, GraphLoader loader, LayerEmitter emitter, ImportNotes notes)
{
    private const string BodyNote = "the body of a Loop or a Scan is counted once, however often it runs";

    /// <summary>Whether an operator has a graph of its own.</summary>
    internal static bool Has(OnnxNode node) =>
        node.Domain.Length == 0
        && (
            node.Operator switch
            {
                "If" => node.Attribute("then_branch")?.Graph is not null
                    && node.Attribute("else_branch")?.Graph is not null,
                "Loop" or "Scan" => node.Attribute("body")?.Graph is not null,
                _ => false,
            }
        );

    /// <summary>Runs over the graphs of an operator.</summary>
    /// <returns>What is known of its outputs.</returns>
    internal IReadOnlyList<Value> Run(OnnxCall call, GraphScope scope) =>
        call.Operator switch
        {
            "If" => If(call, scope),
            "Loop" => Loop(call, scope),
            _ => Scan(call, scope),
        };

    private IReadOnlyList<Value> If(OnnxCall call, GraphScope scope)
    {
        if (call.First.Elements is [var condition] && condition.Value is { } known)
            return Graph(call, known != 0 ? "then_branch" : "else_branch", [], scope, LayerEmitter.Name(call, scope));

        string name = LayerEmitter.Name(call, scope);
        int first = emitter.Rows;
        var taken = Graph(call, "then_branch", [], scope, name + "/then");
        var other = Graph(call, "else_branch", [], scope, name + "/else");
        emitter.AssumeWork(first, $"both branches of '{name}' are counted, and one of them runs");
        notes.CountedOnce(name, "both branches of an If are counted, though one of them runs");
        var outputs = taken
            .Zip(other, (a, b) => new Value { ElementType = a.ElementType, Shape = Shape.Either(a.Shape, b.Shape) })
            .ToArray();
        return Rows(call, [call.First, .. taken, .. other], outputs, scope);
    }

    private IReadOnlyList<Value> Loop(OnnxCall call, GraphScope scope)
    {
        string name = LayerEmitter.Name(call, scope);
        var states = call.Inputs.Skip(2).ToArray();
        if (IsFalse(call, 1) || call.First.Elements is [{ Whole: <= 0 }])
        {
            notes.CountedOnce(name, "the body of a Loop never runs, and its weights are not counted");
            return Rows(call, call.Inputs, [.. states], scope);
        }

        var counter = OnnxCall.Typed(ElementType.Int64, Shape.Scalar);
        var left = Graph(
            call,
            "body",
            [counter, OnnxCall.Typed(ElementType.Bool, Shape.Scalar), .. states.Select(Opened)],
            scope,
            name
        );
        // The largest number there is stands for no limit: the condition ends the loop.
        var trips =
            call.First.Elements is [var given] && given.Whole is not >= int.MaxValue ? given.Size : Size.Unknown;
        bool runsToTheEnd = IsTrue(call, 1) && left.Count > 0 && left[0].Elements is [{ Value: not (null or 0) }];
        notes.CountedOnce(name, BodyNote);

        var ends = states.Zip(left.Skip(1), (before, after) => Merged(before, after));
        var collected = left.Skip(1 + states.Length)
            .Select(value => Stacked(value, runsToTheEnd ? trips : Size.Unknown, 0));
        return Rows(call, [.. call.Inputs, .. left.Skip(1)], [.. ends, .. collected], scope);
    }

    private static bool IsTrue(OnnxCall call, int input) =>
        !call.Has(input) || call.Input(input).Elements is [{ Value: not (null or 0) }];

    private static bool IsFalse(OnnxCall call, int input) =>
        call.Has(input) && call.Input(input).Elements is [{ Value: 0 }];

    private IReadOnlyList<Value> Scan(OnnxCall call, GraphScope scope)
    {
        string name = LayerEmitter.Name(call, scope);
        // Version 8 has lengths in front, and a batch before the axis that is gone over.
        bool isFirst = call.Node.Version < 9;
        var inputs = call.Inputs.Skip(isFirst ? 1 : 0).ToArray();
        int scanned = (int)Math.Min(Math.Max(call.Node.Number("num_scan_inputs", 1), 0), inputs.Length);
        long[] axes = call.Node.Numbers("scan_input_axes") ?? [];
        var states = inputs.Take(inputs.Length - scanned).ToArray();
        var parts = inputs.Skip(states.Length).ToArray();
        Size steps = Size.Unknown;
        var slices = new Value[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            var shape = parts[i].Shape;
            int? axis = shape?.Index(
                isFirst ? 1
                : i < axes.Length ? axes[i]
                : 0
            );
            if (axis is { } at)
                steps = shape![at];
            var slice = axis is { } cut ? shape!.Without(cut) : null;
            slices[i] = OnnxCall.Typed(
                parts[i].ElementType,
                isFirst && slice is { Rank: > 0 } ? slice.Without(0) : slice
            );
        }

        var left = Graph(call, "body", [.. states.Select(Opened), .. slices], scope, name);
        notes.CountedOnce(name, BodyNote);
        long[] outAxes = call.Node.Numbers("scan_output_axes") ?? [];
        var ends = states.Zip(left, Merged);
        var collected = left.Skip(states.Length)
            .Select(
                (value, i) =>
                    isFirst
                        ? new Value { ElementType = value.ElementType }
                        : Stacked(value, steps, i < outAxes.Length ? outAxes[i] : 0)
            );
        return Rows(call, [.. inputs, .. left], [.. ends, .. collected], scope);
    }

    private IReadOnlyList<Value> Graph(
        OnnxCall call,
        string attribute,
        IReadOnlyList<Value> inputs,
        GraphScope scope,
        string name
    )
    {
        var graph = call.Node.Attribute(attribute)!.Graph;
        var inner = scope.Inner(name.Substring(scope.Path.Length));
        loader.Load(graph, inner);
        for (int i = 0; i < graph.Inputs.Count; i++)
            inner.Set(graph.Inputs[i].Name, i < inputs.Count ? inputs[i] : Value.Unknown);
        runner.Run(graph.Nodes, inner);
        return [.. graph.Outputs.Select(output => runner.Read(output.Name, inner))];
    }

    // The row of the operator itself: it reads what its graphs have computed.
    private IReadOnlyList<Value> Rows(
        OnnxCall call,
        IEnumerable<Value> reads,
        IReadOnlyList<Value> outputs,
        GraphScope scope
    )
    {
        var read = new OnnxCall(call.Node, [.. reads]);
        return emitter.EmitOperation(read, outputs, scope);
    }

    // A state changes from one round to the next: it is no constant, and its elements are not known.
    private static Value Opened(Value state) =>
        new()
        {
            ElementType = state.ElementType,
            Shape = state.Shape,
            Layer = state.Layer,
        };

    private static Value Merged(Value before, Value after) =>
        new()
        {
            ElementType = after.ElementType,
            Shape = before.Shape is null ? after.Shape : Shape.Either(before.Shape, after.Shape),
        };

    private static Value Stacked(Value value, Size count, long axis)
    {
        if (value.Shape is not { Rank: < Shape.MostAxes } shape)
            return new Value { ElementType = value.ElementType };
        var axes = shape.Axes.ToList();
        long at = axis < 0 ? axis + shape.Rank + 1 : axis;
        axes.Insert((int)Math.Min(Math.Max(at, 0), shape.Rank), count);
        return new Value { ElementType = value.ElementType, Shape = Shape.Of(axes) };
    }
}
