using System.Globalization;
using CnnParams.Formats.Folding;
using CnnParams.Formats.Graphs;
using CnnParams.Layers;

namespace CnnParams.Formats.Mnn;

/// <summary>
/// Which tensors are known without data, by their numbers, and in which order the axes of the others are. What is made
/// of known tensors alone is known too, and no layer.
/// </summary>
internal sealed class MnnValues(TensorGraph graph)
{
    private static readonly Number Batch = new Size(new Symbol("batch", isBatch: true));

    private readonly Dictionary<int, MnnKnown> _known = [];
    private readonly Dictionary<int, MnnFormat> _formats = [];
    private readonly UniqueNames _names = new("#");

    /// <summary>What a tensor is called in the graph.</summary>
    internal static string TensorOf(int tensor) => tensor.ToString(CultureInfo.InvariantCulture);

    /// <summary>What is known of a tensor; null for one that is computed of data.</summary>
    internal MnnKnown? Find(int tensor) => _known.TryGetValue(tensor, out var known) ? known : null;

    /// <summary>The order of the axes of a tensor.</summary>
    internal MnnFormat FormatOf(int tensor) =>
        _formats.TryGetValue(tensor, out var format) ? format : MnnFormat.ChannelsFirst;

    /// <summary>Says in which order the axes of what an operator writes are.</summary>
    internal void SetFormat(MnnOp op, MnnFormat format)
    {
        foreach (int tensor in op.Outputs)
            _formats[tensor] = format;
    }

    /// <summary>
    /// The name of a constant, or one of its own where another has it: by their names they are known for the same.
    /// </summary>
    internal string NameFor(string name) => _names.Take(name);

    /// <summary>Notes a constant. A tensor that is written again, as in place, is no longer what it was.</summary>
    internal void AddConstant(MnnOp op, MnnKnown constant)
    {
        foreach (int tensor in op.Outputs)
            _known[tensor] = constant;
    }

    /// <summary>Notes that tensors are computed of data.</summary>
    internal void Forget(params int[] tensors)
    {
        foreach (int tensor in tensors)
            _known.Remove(tensor);
    }

    /// <summary>
    /// Notes what an operator makes where it needs no data, and is no layer; false where it needs some.
    /// </summary>
    internal bool Takes(MnnOp op)
    {
        if (op.Type is "Shape" or "Rank" or "Size" && op.Inputs.Length > 0)
        {
            AddConstant(op, new MnnKnown(null, SizesFor(op)));
            SetFormat(op, op.Format);
            return true;
        }

        if (op.Inputs.Length == 0 || !Array.TrueForAll(op.Inputs, _known.ContainsKey))
            return false;
        MnnKnown[] inputs = Array.ConvertAll(op.Inputs, tensor => _known[tensor]);
        var source = inputs
            .Select(input => input.Source)
            .Where(constant => constant is not null)
            .OrderByDescending(constant => constant!.Count)
            .FirstOrDefault();
        // What sizes are multiplied with is no weight.
        if (
            op.Type == "BinaryOp"
            && Array.Exists(inputs, input => input.Source?.Type is null or DataType.Int32 or DataType.Int64)
        )
            NameAsSettings(inputs);
        var numbers = MnnArithmetic.Compute(op, inputs);
        bool isReal = op.Type == "Cast" ? !MnnArithmetic.CastsToWhole(op) : inputs[0].IsReal;
        for (int i = 0; i < op.Outputs.Length; i++)
            _known[op.Outputs[i]] = new MnnKnown(Turned(op, inputs, source), i < numbers.Count ? numbers[i] : null)
            {
                IsReal = isReal,
                IsMade = true,
            };
        SetFormat(op, FormatOf(op.Inputs[0]));
        return true;
    }

    private void NameAsSettings(MnnKnown[] inputs)
    {
        foreach (var constant in inputs.Select(input => input.Source).OfType<MnnConstant>())
            graph.File.Weights.Name(constant.Name);
    }

    // A matrix of weights that is turned has its sizes turned.
    private static MnnConstant? Turned(MnnOp op, MnnKnown[] inputs, MnnConstant? source)
    {
        long[]? order = op.Type switch
        {
            "Permute" => op.SettingsOr("Permute").Wholes(0, "the order"),
            "Transpose" when inputs.Length > 1 => inputs[1].Wholes,
            _ => null,
        };
        return
            source is not null
            && order?.Length == source.Sizes.Count
            && order.OrderBy(axis => axis).SequenceEqual(Enumerable.Range(0, order.Length).Select(axis => (long)axis))
            ? source with
            {
                Sizes = [.. order.Select(axis => source.Sizes[(int)axis])],
            }
            : source;
    }

    private IReadOnlyList<Number>? SizesFor(MnnOp op)
    {
        IReadOnlyList<Number>? sizes = Sizes(op);
        if (sizes is null)
            return null;
        switch (op.Type)
        {
            case "Rank":
                return [sizes.Count];
            case "Size":
                return [sizes.Aggregate((Number)1L, Number.Multiply)];
        }

        // A part of it, as ONNX's operator can ask for.
        var part = op.SettingsOr("ShapeParam");
        int start = Place(part.Is(0, "whether it has a start") ? part.Int(1, "the start") : 0),
            end = Place(part.Is(2, "whether it has an end") ? part.Int(3, "the end") : sizes.Count);
        return [.. sizes.Skip(start).Take(Math.Max(end - start, 0))];

        int Place(int axis) => Math.Max(0, Math.Min(axis < 0 ? axis + sizes.Count : axis, sizes.Count));
    }

    private IReadOnlyList<Number>? Sizes(MnnOp op)
    {
        int tensor = op.Inputs[0];
        if (Find(tensor) is { } known)
            return known.Source is { } constant && known.Numbers?.Count is null or > 0
                ? [.. constant.Sizes.Select(size => (Number)size)]
                : null;
        var shape = graph.ShapeOf(graph.Read(TensorOf(tensor), op.Name));
        if (!shape.HasRank)
            return null;
        Number[] sizes = [Batch, .. shape.Sizes.Select(size => size is { } stated ? (Number)stated : Number.Unknown)];
        // Of packed channels it is told in the order of the operator (ShapeShape.cpp).
        return FormatOf(tensor) == MnnFormat.ChannelsPacked && op.Format == MnnFormat.ChannelsLast && sizes.Length == 4
            ? [sizes[0], sizes[2], sizes[3], sizes[1]]
            : sizes;
    }
}
