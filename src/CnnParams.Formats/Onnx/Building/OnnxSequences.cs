using CnnParams.Formats.Folding;
using CnnParams.Formats.Onnx.Graph;
using CnnParams.Formats.Onnx.Inference;
using CnnParams.Formats.Onnx.Schema;

namespace CnnParams.Formats.Onnx.Building;

/// <summary>
/// Lists of tensors, as exports write a split into parts whose number is computed. Where it follows from shapes how
/// many there are, a list is no layer: it is the values in it.
/// </summary>
internal static class OnnxSequences
{
    private static readonly HashSet<string> Operators = new(StringComparer.Ordinal)
    {
        "SequenceEmpty",
        "SequenceConstruct",
        "SequenceInsert",
        "SequenceErase",
        "SequenceAt",
        "SequenceLength",
        "SplitToSequence",
        "ConcatFromSequence",
    };

    /// <summary>The output of an operator of lists.</summary>
    /// <param name="call">The operator.</param>
    /// <param name="run">Runs another operator in its place.</param>
    /// <returns>What is known of it; null for other operators, and where the number of values is open.</returns>
    internal static Value? Run(OnnxCall call, Func<OnnxCall, IReadOnlyList<Value>> run)
    {
        if (call.Node.Domain.Length > 0 || !Operators.Contains(call.Operator))
            return null;
        return call.Operator switch
        {
            "SequenceEmpty" => List([]),
            "SequenceConstruct" => List(call.Inputs),
            "SplitToSequence" => Parts(call, run),
            _ => call.First.Items is { } items ? OfList(call, items, run) : null,
        };
    }

    private static Value? OfList(OnnxCall call, IReadOnlyList<Value> items, Func<OnnxCall, IReadOnlyList<Value>> run) =>
        call.Operator switch
        {
            "SequenceInsert" => Place(call, 2, items.Count, otherwise: items.Count) is { } at
                ? List([.. items.Take(at), call.Input(1), .. items.Skip(at)])
                : null,
            "SequenceErase" => Place(call, 1, items.Count - 1, otherwise: items.Count - 1) is { } at
                ? List([.. items.Where((_, i) => i != at)])
                : null,
            "SequenceAt" => Place(call, 1, items.Count - 1, otherwise: -1) is { } at ? items[at] : null,
            "SequenceLength" => OnnxCall.Typed(ElementType.Int64, Shape.Scalar, [(long)items.Count]),
            _ => Joined(call, items, run),
        };

    private static Value List(IReadOnlyList<Value> items) => new() { Items = items };

    // A place in a list, from the end where it is negative; null for none.
    private static int? Place(OnnxCall call, int input, int last, int otherwise)
    {
        long? given =
            !call.Has(input) ? otherwise
            : call.Input(input).Whole is [var place] ? place
            : null;
        long? index = given < 0 ? given + last + 1 : given;
        return index >= 0 && index <= last ? (int)index : null;
    }

    private static Value? Parts(OnnxCall call, Func<OnnxCall, IReadOnlyList<Value>> run)
    {
        if (
            call.Shape is not { } shape
            || shape.Index(call.Node.Number("axis", 0)) is not { } axis
            || Sizes(call, shape[axis]) is not { } sizes
        )
            return null;
        var node = new Node
        {
            Operator = "Split",
            Name = call.Node.Name,
            Inputs = { "list" },
            Attributes = { Numbers("axis", axis), Numbers("split", sizes) },
        };
        node.Outputs.Add(
            Enumerable.Range(0, sizes.Length).Select(i => FormattableString.Invariant($"{call.Node.Outputs[0]}/{i}"))
        );
        var parts = run(Call(call, node, [call.First]));
        bool drops = !call.Has(1) && call.Node.Number("keepdims", 1) != 1;
        return List(drops ? [.. parts.Select((part, i) => Squeezed(call, part, node.Outputs[i], axis, run))] : parts);
    }

    private static Value Squeezed(
        OnnxCall call,
        Value part,
        string name,
        int axis,
        Func<OnnxCall, IReadOnlyList<Value>> run
    )
    {
        var node = new Node
        {
            Operator = "Squeeze",
            Inputs = { name },
            Outputs = { name + "/squeezed" },
            Attributes = { Numbers("axes", [axis]) },
        };
        return run(Call(call, node, [part]))[0];
    }

    private static long[]? Sizes(OnnxCall call, Size size)
    {
        if (call.Has(1) && call.Input(1).Shape is { Rank: 1 })
            return call.Input(1).Whole;
        long? part = call.Has(1)
            ? call.Input(1).Whole is [var given]
                ? given
                : null
            : 1;
        if (part is not > 0 || size.Value is not { } all || (all - 1) / part >= Value.MostElements)
            return null;
        return
        [
            .. Enumerable
                .Range(0, (int)(((all - 1) / part.Value) + 1))
                .Select(i => Math.Min(part.Value, all - (i * part.Value))),
        ];
    }

    private static Value? Joined(OnnxCall call, IReadOnlyList<Value> items, Func<OnnxCall, IReadOnlyList<Value>> run)
    {
        bool isNew = call.Node.Number("new_axis", 0) == 1;
        if (items.Count == 0 || items[0].Shape is not { } shape)
            return null;
        long axis = call.Node.Number("axis", 0);
        if (isNew)
        {
            // Stacked: each with an axis of 1, joined along it.
            string name = call.Node.Outputs[0];
            items =
            [
                .. items.Select(
                    (item, i) =>
                        run(
                            Call(
                                call,
                                new Node
                                {
                                    Operator = "Unsqueeze",
                                    Inputs = { "item" },
                                    Outputs = { FormattableString.Invariant($"{name}/{i}") },
                                    Attributes = { Numbers("axes", [axis < 0 ? axis + shape.Rank + 1 : axis]) },
                                },
                                [item]
                            )
                        )[0]
                ),
            ];
        }

        var node = new Node
        {
            Operator = "Concat",
            Name = call.Node.Name,
            Outputs = { call.Node.Outputs[0] },
            Attributes = { Numbers("axis", axis) },
        };
        node.Inputs.Add(Enumerable.Range(0, items.Count).Select(i => FormattableString.Invariant($"item{i}")));
        return run(Call(call, node, items))[0];
    }

    private static OnnxCall Call(OnnxCall of, Node node, IReadOnlyList<Value> inputs) =>
        new(new OnnxNode(node, of.Node.Version, null), inputs);

    private static Schema.Attribute Numbers(string name, long number) => new() { Name = name, I = number };

    private static Schema.Attribute Numbers(string name, long[] numbers) => new() { Name = name, Ints = { numbers } };
}
