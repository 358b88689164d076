using CnnParams.Formats.TensorFlow.Schema;
using CnnParams.Layers;
using CnnParams.Shapes;
using DataType = CnnParams.Formats.TensorFlow.Schema.DataType;

namespace CnnParams.Formats.TensorFlow;

/// <summary>Where data comes into a graph, with the shape that the file or the user says.</summary>
internal sealed class GraphInputs
{
    private readonly Dictionary<(FunctionScope, NodeDef), IReadOnlyList<long?>?> _sizes = [];
    private readonly List<string> _warnings = [];

    internal GraphInputs(IReadOnlyList<NodeReference> order, SignatureDef? signature, TensorShape? wanted)
    {
        NodeReference[] inputs = [.. order.Where(node => node.Node.Op is "Placeholder" or "PlaceholderV2" or "_Arg")];
        foreach (var input in inputs)
            _sizes[(input.Scope, input.Node)] = SizesOf(input, signature);

        Batch =
            _sizes
                .Values.Select(sizes => sizes is { Count: > 1 } ? sizes[0] : null)
                .FirstOrDefault(batch => batch is > 0)
            ?? 1;
        foreach (var input in inputs)
            _sizes[(input.Scope, input.Node)] = Filled(input, _sizes[(input.Scope, input.Node)], wanted, inputs.Length);
    }

    /// <summary>The number of samples that go in at once; 1 where it is open.</summary>
    internal long Batch { get; }

    /// <summary>What stays open, or is given otherwise than the file has it.</summary>
    internal IReadOnlyList<string> Warnings => _warnings;

    /// <summary>Whether a node is an input.</summary>
    internal bool IsInput(NodeReference node) => _sizes.ContainsKey((node.Scope, node.Node));

    /// <summary>The sizes of an input, the batch among them; null where the rank is open.</summary>
    internal IReadOnlyList<long?>? Sizes(NodeReference node) => _sizes[(node.Scope, node.Node)];

    // Graphs of the first generations write no axes where the rank is open, so that none are believed only of truths
    // and whole numbers.
    private static IReadOnlyList<long?>? SizesOf(NodeReference node, SignatureDef? signature)
    {
        var named = signature?.Inputs.Values.FirstOrDefault(input =>
            NodeReference.Parse(input.Name).Node == node.Node.Name
        );
        IReadOnlyList<long?>?[] said =
        [
            NodeAttributes.Shape(node.Node, "shape"),
            NodeAttributes.Sizes(named?.TensorShape),
            NodeAttributes.Shape(node.Node, "_output_shapes"),
        ];
        return said.FirstOrDefault(sizes => sizes is { Count: > 0 })
            ?? (
                NodeAttributes.Type(node.Node, "dtype") is DataType.DtBool or DataType.DtInt32
                    ? said.FirstOrDefault(sizes => sizes is not null)
                    : null
            );
    }

    private IReadOnlyList<long?>? Filled(
        NodeReference node,
        IReadOnlyList<long?>? written,
        TensorShape? wanted,
        int count
    )
    {
        if (wanted is null)
        {
            if (written is null)
                _warnings.Add($"input '{node.Name}': the file has no shape for it; give one with -InputShape");
            return written;
        }

        IReadOnlyList<long?> given = [written is { Count: > 0 } ? written[0] : null, .. wanted.Sizes];
        bool fits =
            written is null
            || (
                written.Count == given.Count
                && written.Zip(given, (file, user) => file is null || file == user).All(equal => equal)
            );
        bool isOpen = written is null || written.Skip(1).Any(size => size is null);
        if (count > 1 && !(fits && isOpen))
            return written;
        if (!fits)
            _warnings.Add(
                $"input '{node.Name}': the file says {Operators.OperatorCall.Text(written!)}; the shape {wanted} that "
                    + "was asked for is taken instead"
            );
        return given;
    }
}
