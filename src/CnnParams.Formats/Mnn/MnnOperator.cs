using CnnParams.Formats.Folding;
using CnnParams.Formats.Graphs;
using CnnParams.Layers;
using CnnParams.Reading;
using CnnParams.Shapes;

namespace CnnParams.Formats.Mnn;

/// <summary>
/// An operator that becomes layers of the graph. What it reads is computed, then it is an input, or known, then it
/// is a weight or a setting. Axes are counted with the batch in front.
/// </summary>
internal sealed class MnnOperator(MnnOp op, MnnValues values, MnnNet net, TensorGraph graph, ReadOptions options)
    : GraphOperator(
        graph,
        op.Name,
        op.Type,
        [.. op.Inputs.Where(tensor => values.Find(tensor) is null).Select(MnnValues.TensorOf)],
        [.. op.Outputs.Select(MnnValues.TensorOf)]
    )
{
    /// <summary>The operator as it is written.</summary>
    internal MnnOp Op => op;

    /// <summary>What the user says of the input.</summary>
    internal ReadOptions Options => options;

    /// <summary>Whether nothing is in the network so far.</summary>
    internal bool IsFirst => Graph.Layers.Count == 0;

    /// <summary>The shape that the file notes of the output.</summary>
    internal override TensorShape StatedOutput =>
        op.Outputs.Length > 0 && net.Noted.TryGetValue(op.Outputs[0], out var noted) ? noted : TensorShape.Unknown;

    /// <summary>The order of the axes of the input first.</summary>
    internal MnnFormat IncomingFormat { get; } = FirstFormat(op, values);

    /// <summary>The input, with its channels in front.</summary>
    internal TensorShape Image =>
        Shape is { Layout: ShapeLayout.ChannelsLast, Rank: > 0 } shape
            ? new TensorShape(
                [shape.Dimensions[shape.Rank - 1], .. shape.Dimensions.Take(shape.Rank - 1)],
                ShapeLayout.ChannelsFirst
            )
            : Shape;

    /// <summary>Where weights lie that are not in the file.</summary>
    internal required MnnStores Stores { get; init; }

    /// <summary>Bytes of its weights that lie outside; null where they are not there.</summary>
    internal byte[]? Outside(long offset, long count) => Stores.Part(op, offset, count);

    /// <summary>Its settings, of the kind that it has to have.</summary>
    /// <exception cref="ModelFileException">It has others, or none.</exception>
    internal MnnTable Settings(string kind) =>
        op.SettingsKind == kind
            ? op.SettingsOr(kind)
            : throw Wrong($"should have settings of the kind {kind}, but has those of the kind {op.SettingsKind}");

    /// <summary>What is known of an input of the file; null where it is computed, or there is none.</summary>
    internal MnnKnown? Known(int input) => input < op.Inputs.Length ? values.Find(op.Inputs[input]) : null;

    /// <summary>Says that a constant, or what is made of one, is a setting, and no weight.</summary>
    internal void TakeAsSetting(MnnKnown known)
    {
        if (known.Source is { } constant)
            Graph.File.Weights.Name(constant.Name);
    }

    /// <summary>Says in which order the axes of the output are, where it is another than of the input first.</summary>
    internal void Leaves(MnnFormat format) => values.SetFormat(op, format);

    /// <summary>The weights among what it reads.</summary>
    internal override TensorSpec[] Weights() =>
        [
            .. Enumerable
                .Range(0, op.Inputs.Length)
                .Select(input => Known(input)?.Source)
                .Where(constant => constant is { IsWeight: true })
                .Distinct()
                .Select(constant => Spec(constant!, WeightRole.Kernel)),
        ];

    /// <summary>Adds what puts the input together with constants, value by value.</summary>
    internal void AddBesideConstants(MergeOperation? operation, TensorShape output)
    {
        var read = Shape;
        var weights = Weights();
        AddOperation(WorkKind.ElementWise, output, operation is { } known ? InRole(weights, known) : weights);
        if (!op.Inputs.Any(input => values.Find(input) is { IsMade: true }))
            CheckFits(weights, read);
        AssumeNumber();
    }

    private protected override string? OpenNumber =>
        Enumerable
            .Range(0, op.Inputs.Length)
            .Select(input => Known(input)?.Source)
            .FirstOrDefault(constant =>
                constant is { IsReal: true, Count: 1, Sizes.Count: > 0 }
                && ParameterProof.OfNumber(constant.Name) != false
            )
            ?.Name;

    /// <summary>Where the weights of a layer are kept that are constants of the file.</summary>
    internal IReadOnlyDictionary<string, StoredTensor> Stored(params (string Weight, int Input)[] weights) =>
        weights
            .Select(pair => (pair.Weight, Known(pair.Input)?.Source))
            .Where(pair => pair.Source is not null)
            .ToDictionary(
                pair => pair.Weight,
                pair => new StoredTensor(pair.Source!.Name, pair.Source.Type),
                StringComparer.Ordinal
            );

    /// <summary>
    /// Says that the layer which was added last has its kernel within the operator. Such weights have no name in the
    /// file; several operators may have one.
    /// </summary>
    internal void Holds(MnnFilterWeights weights)
    {
        if (weights.IsLeftOut)
            AssumeWeights("its weights were left out of the file: a bias is counted, which MNN always writes");
        if (weights.Numbers is { } kernel)
            Graph.File.Weights.Show(Last + "/kernel", kernel);
        if (weights.BiasNumbers is { } bias)
            Graph.File.Weights.Show(Last + "/bias", bias);
        ChangeLast(layer =>
            layer.With(place =>
                place with
                {
                    Stored = new Dictionary<string, StoredTensor>(StringComparer.Ordinal)
                    {
                        ["kernel"] = new(Last + "/kernel", weights.Type),
                    },
                }
            )
        );
    }

    /// <summary>A constant as a tensor of weights.</summary>
    internal static TensorSpec Spec(MnnConstant constant, WeightRole role) =>
        new(constant.Name, new TensorShape([.. constant.Sizes]), role);

    /// <summary>An axis as the layers here count it, from 1 or from the end; null for the batch.</summary>
    internal int? Axis(long axis)
    {
        if (axis < 0 && Shape.HasRank && -axis > Shape.Rank)
            return null;
        return axis == 0 || Math.Abs(axis) > byte.MaxValue ? null : (int)axis;
    }

    /// <summary>An axis as an index into the input sizes; null for the batch, or where there is no such axis.</summary>
    internal int? Index(long axis) =>
        Axis(axis) is { } counted
        && (counted > 0 ? counted - 1 : Shape.Rank + counted) is >= 0 and var index
        && index < Shape.Rank
            ? index
            : null;

    /// <summary>A shape in the layout of the input.</summary>
    internal TensorShape Shaped(IEnumerable<Dimension> sizes) => new(sizes, Shape.Layout);

    /// <summary>Adds a function by name right after.</summary>
    internal void ActivateIf(bool isSo, string function)
    {
        if (isSo)
            Activate(function);
    }

    /// <summary>Notes something about the file, once, and not about this operator.</summary>
    internal void WarnOfFile(string warning) => Graph.Warn(warning);

    /// <summary>Notes where the rules here make another shape than the file says.</summary>
    internal override void Check() => CheckShape(StatedOutput);

    // A constant may be read by several operators, and counts once.
    private protected override IReadOnlyDictionary<string, StoredTensor> StoredOf(IReadOnlyList<TensorSpec> tensors) =>
        Enumerable
            .Range(0, op.Inputs.Length)
            .Select(input => Known(input)?.Source)
            .Where(constant => constant is not null && tensors.Any(tensor => tensor.Name == constant.Name))
            .GroupBy(constant => constant!.Name, StringComparer.Ordinal)
            .ToDictionary(
                same => same.Key,
                same => new StoredTensor(same.Key, same.First()!.Type),
                StringComparer.Ordinal
            );

    // Constants are in the order of the framework that they come from.
    private static MnnFormat FirstFormat(MnnOp op, MnnValues values)
    {
        int[] computed = [.. op.Inputs.Where(tensor => values.Find(tensor) is null).Take(1)];
        return computed.Length > 0 ? values.FormatOf(computed[0]) : op.Format;
    }
}
